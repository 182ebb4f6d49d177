using Weir.Simulation.World;

namespace Weir.Simulation.Model;

/// <summary>From one subtask to another: first in, first out, each element a while on its way.</summary>
internal sealed class Channel(Scheduler scheduler, Chance chance, SimulationOptions options, ModelSubtask producer, ModelSubtask consumer, int index)
{
    private readonly Queue<(Element Element, TimeSpan ArrivesAt)> _elements = new();
    private TimeSpan _lastArrival;

    /// <summary>The channel's number at the consumer.</summary>
    public int Index { get; } = index;

    public bool HasSpace => _elements.Count < options.ChannelCapacity;

    public bool HasElement => _elements.TryPeek(out var head) && head.ArrivesAt <= scheduler.Now && consumer.Host.Hears(producer.Host);

    /// <summary>Beyond its capacity, if need be: the producer asks for space before it takes a record on.</summary>
    public void Send(Element element)
    {
        var arrival = scheduler.Now + chance.Milliseconds(0, options.NetworkMilliseconds);
        _lastArrival = arrival > _lastArrival ? arrival : _lastArrival;
        _elements.Enqueue((element, _lastArrival));
        scheduler.At(_lastArrival, consumer.Wake);
    }

    public Element Take()
    {
        var element = _elements.Dequeue().Element;
        producer.Wake();
        return element;
    }
}
