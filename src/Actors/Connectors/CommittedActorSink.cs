using Akka.Actor;
using Weir.Operators.Connectors;
using Weir.Operators.Sinks;

namespace Weir.Actors.Connectors;

/// <summary>Tells an actor the records of each checkpoint once it is complete.</summary>
internal sealed class CommittedActorSink<T>(Func<StreamContext, ICanTell> target, TimeSpan confirmationTimeout)
    : ITwoPhaseSink<T, CollectSinkState, CommittedBatch<T>>
{
    public ValueTask<ITwoPhaseSinkWriter<T, CollectSinkState, CommittedBatch<T>>> OpenWriterAsync(
        SinkContext context, IReadOnlyList<CollectSinkState>? restoredStates, CancellationToken cancellationToken)
    {
        var counters = new OutputCounters(
            context.SubtaskIndex, context.Parallelism, (restoredStates ?? []).SelectMany(static state => state.Counters));
        return ValueTask.FromResult<ITwoPhaseSinkWriter<T, CollectSinkState, CommittedBatch<T>>>(new Writer(context.SubtaskIndex, counters));
    }

    public ICommitter<CommittedBatch<T>> CreateCommitter(SinkContext context) =>
        new Committer(target(StreamSinkOf<T>.ContextOf(context)), context, confirmationTimeout);

    private sealed class Writer(int part, OutputCounters counters) : ITwoPhaseSinkWriter<T, CollectSinkState, CommittedBatch<T>>
    {
        private List<T> _records = [];

        public long NextTimeMs => long.MaxValue;

        public void Write(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps) => _records.AddRange(records);

        public void Prepare(long checkpointId, bool endOfInput, ICollection<CommittedBatch<T>> committables)
        {
            if (_records.Count > 0)
            {
                committables.Add(new CommittedBatch<T>(part, counters.TakeNext(), _records));
                _records = [];
            }
        }

        public CollectSinkState Snapshot(long checkpointId) => new(counters.ToState());

        public void OnTime(long nowMs)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Committer(ICanTell target, SinkContext context, TimeSpan confirmationTimeout) : ICommitter<CommittedBatch<T>>
    {
        public async Task CommitAsync(IReadOnlyList<CommittedBatch<T>> committables, CancellationToken cancellationToken)
        {
            foreach (CommittedBatch<T> batch in committables)
            {
                var message = new CommittedRecords<T>(context.JobId, context.SinkName, batch.Part, batch.Number, batch.Records);
                await ConfirmedActorFlow.AskAsync(target, message, confirmationTimeout, cancellationToken).ConfigureAwait(false);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
