using Weir.Operators.Connectors;
using Weir.Operators.Sinks;

namespace Weir.Testing.Connectors;

/// <summary>
/// Collects results in the test's memory, and tells when there are enough. <see cref="Committed"/> is what an outside reader of an
/// exactly-once sink would see.
/// </summary>
/// <remarks>Make it outside of the job's definition, which may be called several times. For jobs in the test's own process.</remarks>
/// <typeparam name="T">The record type. Records must not be changed after they were emitted.</typeparam>
public sealed class TestSink<T> : ITwoPhaseSink<T, CollectSinkState, CollectedBatch>, IAbandonedOutput<CollectSinkState, CollectedBatch>
{
    private readonly CollectSink<T> _results = new();
    private readonly CountSignal _written = new();
    private readonly CommitSignal _commits = new();

    /// <summary>The committed records now: each result once. By subtask, and for each in the order in which it wrote them.</summary>
    public IReadOnlyList<T> Committed => _results.Results;

    /// <summary>Records written so far; those that were written again after a failure count again.</summary>
    public long WrittenCount => _written.Count;

    /// <summary>Ends when so many records have been written, committed or not; those that were written again count again.</summary>
    public Task WhenWrittenAsync(long count, CancellationToken cancellationToken = default) => _written.WhenAsync(count).WaitAsync(cancellationToken);

    /// <summary>Ends when at least so many records are committed.</summary>
    public async Task WhenCommittedAsync(int count, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task next = _commits.Next;
            if (Committed.Count >= count)
            {
                return;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ITwoPhaseSinkWriter<T, CollectSinkState, CollectedBatch>> OpenWriterAsync(
        SinkContext context, IReadOnlyList<CollectSinkState>? restoredStates, CancellationToken cancellationToken) =>
        new Writer(await _results.OpenWriterAsync(context, restoredStates, cancellationToken).ConfigureAwait(false), _written);

    /// <inheritdoc/>
    public ICommitter<CollectedBatch> CreateCommitter(SinkContext context) => new Committer(_results.CreateCommitter(context), _commits);

    /// <inheritdoc/>
    public ValueTask RemoveAbandonedAsync(
        string jobId, IReadOnlyList<CollectSinkState> states, IReadOnlyList<CollectedBatch> committables, CancellationToken cancellationToken) =>
        _results.RemoveAbandonedAsync(jobId, states, committables, cancellationToken);

    private sealed class Writer(ITwoPhaseSinkWriter<T, CollectSinkState, CollectedBatch> writer, CountSignal written)
        : ITwoPhaseSinkWriter<T, CollectSinkState, CollectedBatch>
    {
        public long NextTimeMs => writer.NextTimeMs;

        public void Write(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps)
        {
            writer.Write(records, timestamps);
            written.Add(records.Length);
        }

        public void Prepare(long checkpointId, bool endOfInput, ICollection<CollectedBatch> committables) =>
            writer.Prepare(checkpointId, endOfInput, committables);

        public CollectSinkState Snapshot(long checkpointId) => writer.Snapshot(checkpointId);

        public void OnTime(long nowMs) => writer.OnTime(nowMs);

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }

    private sealed class Committer(ICommitter<CollectedBatch> committer, CommitSignal commits) : ICommitter<CollectedBatch>
    {
        public async Task CommitAsync(IReadOnlyList<CollectedBatch> committables, CancellationToken cancellationToken)
        {
            await committer.CommitAsync(committables, cancellationToken).ConfigureAwait(false);
            commits.Raise();
        }

        public ValueTask DisposeAsync() => committer.DisposeAsync();
    }
}
