using Weir.Operators.Connectors;

namespace Weir.Operators.Sinks;

/// <summary>
/// Collects records in memory, for tests and small jobs that run in this process. It shows what an outside reader of an exactly-once sink
/// would see: each record once its checkpoint is complete, none twice. Records must not be changed after they were emitted.
/// </summary>
public sealed class CollectSink<T> : ITwoPhaseSink<T, CollectSinkState, CollectedBatch>, IAbandonedOutput<CollectSinkState, CollectedBatch>
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<(int Subtask, long Number), T[]> prepared = [];
    private readonly SortedDictionary<(int Subtask, long Number), T[]> committed = [];

    /// <summary>The committed records now: by subtask, and for each in the order in which it wrote them.</summary>
    public IReadOnlyList<T> Results
    {
        get
        {
            lock (gate)
            {
                return [.. committed.Values.SelectMany(static batch => batch)];
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<ITwoPhaseSinkWriter<T, CollectSinkState, CollectedBatch>> OpenWriterAsync(
        SinkContext context, IReadOnlyList<CollectSinkState>? restoredStates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var counters = new OutputCounters(
            context.SubtaskIndex, context.Parallelism, (restoredStates ?? []).SelectMany(static state => state.Counters));
        lock (gate)
        {
            foreach (var batches in (SortedDictionary<(int Subtask, long Number), T[]>[])[prepared, committed])
            {
                foreach (var batch in batches.Keys.ToArray())
                {
                    if (counters.IsResponsibleFor(batch.Subtask) && counters.IsAbandoned(batch.Subtask, batch.Number))
                    {
                        batches.Remove(batch);
                    }
                }
            }
        }

        return ValueTask.FromResult<ITwoPhaseSinkWriter<T, CollectSinkState, CollectedBatch>>(
            new Writer(this, context.SubtaskIndex, counters));
    }

    /// <inheritdoc/>
    public ICommitter<CollectedBatch> CreateCommitter(SinkContext context) => new Committer(this);

    /// <inheritdoc/>
    public ValueTask RemoveAbandonedAsync(
        string jobId, IReadOnlyList<CollectSinkState> states, IReadOnlyList<CollectedBatch> committables, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var batch in prepared.Keys.Except(committables.Select(static batch => (batch.SubtaskIndex, batch.Number))).ToArray())
            {
                prepared.Remove(batch);
            }
        }

        return ValueTask.CompletedTask;
    }

    private void Prepare(CollectedBatch batch, T[] records)
    {
        lock (gate)
        {
            prepared[(batch.SubtaskIndex, batch.Number)] = records;
        }
    }

    private void Commit(CollectedBatch batch)
    {
        lock (gate)
        {
            var key = (batch.SubtaskIndex, batch.Number);
            if (prepared.Remove(key, out var records))
            {
                committed[key] = records;
            }
            else if (!committed.ContainsKey(key))
            {
                throw new ConnectorException(
                    $"Batch {batch.Number} of subtask {batch.SubtaskIndex} cannot be committed: this process does not hold it. A collecting sink keeps records in memory only; use a FileSink for a job that outlives its process.");
            }
        }
    }

    private sealed class Writer(CollectSink<T> sink, int subtaskIndex, OutputCounters counters)
        : ITwoPhaseSinkWriter<T, CollectSinkState, CollectedBatch>
    {
        private readonly List<T> records = [];

        public long NextTimeMs => long.MaxValue;

        public void Write(ReadOnlySpan<T> newRecords, ReadOnlySpan<long> timestamps) => records.AddRange(newRecords);

        public void Prepare(long checkpointId, bool endOfInput, ICollection<CollectedBatch> committables)
        {
            if (records.Count == 0)
            {
                return;
            }

            var batch = new CollectedBatch(subtaskIndex, counters.TakeNext());
            sink.Prepare(batch, [.. records]);
            records.Clear();
            committables.Add(batch);
        }

        public CollectSinkState Snapshot(long checkpointId) => new(counters.ToState());

        public void OnTime(long nowMs)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Committer(CollectSink<T> sink) : ICommitter<CollectedBatch>
    {
        public Task CommitAsync(IReadOnlyList<CollectedBatch> committables, CancellationToken cancellationToken)
        {
            foreach (var batch in committables)
            {
                sink.Commit(batch);
            }

            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
