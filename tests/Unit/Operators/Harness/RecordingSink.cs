using Weir.Operators.Connectors;

namespace Weir.Unit.Operators.Harness;

/// <summary>Keeps what was committed, in the order of the commits, with event times.</summary>
internal sealed class RecordingSink<T> : ITwoPhaseSink<T, long, long>
{
    private readonly Dictionary<long, List<(T Record, long? Timestamp)>> prepared = [];
    private readonly List<(T Record, long? Timestamp)> committed = [];
    private long last;

    public IReadOnlyList<T> Results => [.. committed.Select(entry => entry.Record)];

    public IReadOnlyList<(T Record, long? Timestamp)> TimedResults => committed;

    public ValueTask<ITwoPhaseSinkWriter<T, long, long>> OpenWriterAsync(
        SinkContext context, IReadOnlyList<long>? restoredStates, CancellationToken cancellationToken) => new(new Writer(this));

    public ICommitter<long> CreateCommitter(SinkContext context) => new Committer(this);

    private sealed class Writer(RecordingSink<T> sink) : ITwoPhaseSinkWriter<T, long, long>
    {
        private List<(T, long?)> current = [];

        public long NextTimeMs => long.MaxValue;

        public void Write(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
        {
            for (var i = 0; i < records.Length; i++)
            {
                current.Add((records[i], timestamps.IsEmpty ? null : timestamps[i]));
            }
        }

        public void Prepare(long checkpointId, bool endOfInput, ICollection<long> committables)
        {
            if (current.Count > 0)
            {
                sink.prepared.Add(++sink.last, current);
                committables.Add(sink.last);
                current = [];
            }
        }

        public long Snapshot(long checkpointId) => checkpointId;

        public void OnTime(long nowMs)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Committer(RecordingSink<T> sink) : ICommitter<long>
    {
        public Task CommitAsync(IReadOnlyList<long> committables, CancellationToken cancellationToken)
        {
            foreach (var number in committables)
            {
                if (sink.prepared.Remove(number, out var records))
                {
                    sink.committed.AddRange(records);
                }
            }

            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
