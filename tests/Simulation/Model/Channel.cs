using Weir.Simulation.World;

namespace Weir.Simulation.Model;

/// <summary>From one subtask to another: first in, first out, each element a while on its way.</summary>
internal sealed class Channel(Scheduler scheduler, Chance chance, SimulationOptions options, ModelSubtask producer, ModelSubtask consumer, int index)
{
    private readonly Queue<(Element Element, TimeSpan ArrivesAt)> _elements = new();
    private readonly Queue<(long CheckpointId, TimeSpan ArrivesAt)> _announcements = new();
    private TimeSpan _lastArrival;

    /// <summary>The channel's number at the consumer.</summary>
    public int Index { get; } = index;

    public bool HasSpace => _elements.Count < options.ChannelCapacity;

    public bool HasElement => _elements.TryPeek(out var head) && head.ArrivesAt <= scheduler.Now && consumer.Host.Hears(producer.Host);

    /// <summary>Beyond its capacity, if need be: the producer asks for space before it takes a record on.</summary>
    public void Send(Element element)
    {
        _elements.Enqueue((element, Arrival()));
        scheduler.At(_lastArrival, consumer.Wake);
    }

    /// <summary>Says that a barrier has been sent: when this arrives, all that was in front of it has.</summary>
    public void Announce(long checkpointId)
    {
        _announcements.Enqueue((checkpointId, Arrival()));
        scheduler.At(_lastArrival, consumer.Wake);
    }

    /// <summary>The checkpoint whose barrier is announced; 0: none.</summary>
    public long TakeAnnouncement() =>
        _announcements.TryPeek(out var first) && first.ArrivesAt <= scheduler.Now && consumer.Host.Hears(producer.Host)
            ? _announcements.Dequeue().CheckpointId
            : 0;

    /// <summary>What waits in front of a barrier; null: it has been taken.</summary>
    public IReadOnlyList<Element>? Ahead(long checkpointId)
    {
        var ahead = _elements.Select(each => each.Element)
            .TakeWhile(element => element.Kind != ElementKind.Barrier || element.CheckpointId != checkpointId).ToList();
        return ahead.Count < _elements.Count ? ahead : null;
    }

    public Element Take()
    {
        var element = _elements.Dequeue().Element;
        producer.Wake();
        return element;
    }

    public override string ToString() => $"{_elements.Count} elements{(_elements.TryPeek(out var head) ? $", {head.Element.Kind} first" : "")}";

    private TimeSpan Arrival()
    {
        var arrival = scheduler.Now + chance.Milliseconds(0, options.NetworkMilliseconds);
        return _lastArrival = arrival > _lastArrival ? arrival : _lastArrival;
    }
}
