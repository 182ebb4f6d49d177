using Weir.Operators.Connectors;

namespace Weir.Bench.Workloads;

/// <summary>Drops what it gets, and says when there was so much.</summary>
internal sealed class CountingSink(long wanted) : ISink<(long Key, long Count)>
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _count;

    public Task All => _all.Task;

    public ValueTask<ISinkWriter<(long Key, long Count)>> OpenWriterAsync(SinkContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ISinkWriter<(long Key, long Count)>>(new Writer(this));

    private void Add(ReadOnlySpan<(long Key, long Count)> records)
    {
        int keys = 0;
        foreach (ref readonly (long Key, long Count) record in records)
        {
            keys += record.Key >= 0 ? 1 : 0;
        }

        if (Interlocked.Add(ref _count, keys) >= wanted)
        {
            _all.TrySetResult();
        }
    }

    private sealed class Writer(CountingSink sink) : ISinkWriter<(long Key, long Count)>
    {
        public void Write(ReadOnlySpan<(long Key, long Count)> records, ReadOnlySpan<long> timestamps) => sink.Add(records);

        public void Flush(bool endOfInput)
        {
            // Nothing is kept.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
