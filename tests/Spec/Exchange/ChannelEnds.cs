using Akka.Actor;
using Weir.Actors.Exchange;
using Weir.Operators.Elements;
using Weir.Operators.Graph;

namespace Weir.Spec.Exchange;

/// <summary>A subtask's place at an end of a channel between nodes.</summary>
internal abstract class ChannelEnds : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0);
    private readonly TaskCompletionSource<Exception> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the subtask is told that the channel cannot go on.</summary>
    public Task<Exception> Lost => _lost.Task;

    protected void OnLost(Exception error) => _lost.TrySetResult(error);

    protected void Wake() => _signal.Release();

    protected Task Woken() => _signal.WaitAsync().WaitAsync(Patience.Limit);

    public void Dispose() => _signal.Dispose();
}

internal sealed class SendingEnd : ChannelEnds
{
    private readonly LocalChannel _channel;

    public SendingEnd(JobExchange exchange, ChannelId id, JobEdge edge, Address consumer)
    {
        _channel = exchange.Outgoing(id, edge, consumer, OnLost);
        _channel.OnWritable(Wake);
    }

    public LocalChannel Channel => _channel;

    /// <summary>Takes turns with the channel's reader, as a stage does.</summary>
    public async Task WriteAsync(StreamElement element)
    {
        while (!_channel.TryWrite(element))
        {
            if (_channel.ParkWriter())
            {
                await Woken();
            }
        }
    }

    public async Task WriteAllAsync(IEnumerable<StreamElement> elements)
    {
        foreach (StreamElement element in elements)
        {
            await WriteAsync(element);
        }
    }

    /// <summary>Writes until the channel takes nothing any more, and a moment later does not either.</summary>
    /// <returns>How many elements it took.</returns>
    public async Task<int> FillAsync(Func<StreamElement> next, Task until)
    {
        int written = 0;
        StreamElement element = next();
        do
        {
            while (_channel.TryWrite(element))
            {
                written++;
                element = next();
            }
        }
        while (await Task.WhenAny(until, Task.Delay(20)) != until);

        return written;
    }
}

internal sealed class ReceivingEnd : ChannelEnds
{
    private readonly LocalChannel _channel;

    public ReceivingEnd(JobExchange exchange, ChannelId id, JobEdge edge, Address producer)
    {
        _channel = exchange.Incoming(id, edge, producer, OnLost);
        _channel.OnReadable(Wake);
    }

    public LocalChannel Channel => _channel;

    public async Task<StreamElement> ReadAsync()
    {
        while (true)
        {
            if (_channel.TryRead(out StreamElement element))
            {
                return element;
            }

            if (_channel.ParkReader())
            {
                await Woken();
            }
        }
    }

    /// <summary>One text for each record and each other element, up to the end of data.</summary>
    public async Task<List<string>> ReadToEndAsync<T>()
    {
        var texts = new List<string>();
        while (await ReadAsync() is var element && element.Kind != ElementKind.EndOfData)
        {
            texts.AddRange(Elements.Texts<T>(element));
            (element as RecordBatch)?.Release();
        }

        return texts;
    }

    /// <summary>The number of records up to the end of data.</summary>
    public async Task<long> CountToEndAsync()
    {
        long count = 0;
        while (await ReadAsync() is var element && element.Kind != ElementKind.EndOfData)
        {
            var batch = (RecordBatch)element;
            count += batch.Count;
            batch.Release();
        }

        return count;
    }
}
