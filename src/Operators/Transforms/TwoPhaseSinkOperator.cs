using Weir.Operators.Connectors;
using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.State.Backends;

namespace Weir.Operators.Transforms;

/// <summary>
/// Writes to a sink with commits. What a checkpoint has prepared stays in state until its commit has been made; after a restore
/// everything still in state is committed (again) before anything else is written.
/// </summary>
internal sealed class TwoPhaseSinkOperator<T, TWriterState, TCommittable>(ITwoPhaseSink<T, TWriterState, TCommittable> sink)
    : StreamOperator, IInput<T>
{
    private const string WritersState = "writers";
    private const string CommittablesState = "committables";

    private readonly SortedDictionary<long, List<TCommittable>> prepared = [];
    private readonly CancellationTokenSource closing = new();
    private OperatorStateBackend? lists;
    private ITwoPhaseSinkWriter<T, TWriterState, TCommittable>? writer;
    private ICommitter<TCommittable>? committer;
    private Task lastCommit = Task.CompletedTask;
    private bool inputEnded;

    public override ICollectorPort? MainOutput => null;

    public override long NextProcessingTimeMs => inputEnded || writer is null ? long.MaxValue : writer.NextTimeMs;

    private ITwoPhaseSinkWriter<T, TWriterState, TCommittable> Writer =>
        writer ?? throw new InvalidOperationException($"The sink '{Context.Name}' is not open.");

    public override object Input(int index) => this;

    /// <summary>Removes what a job that has ended prepared and did not commit, if the sink can.</summary>
    public static async ValueTask RemoveAbandonedAsync(
        ITwoPhaseSink<T, TWriterState, TCommittable> sink, string jobId, IReadOnlyList<OperatorRestore> kept, CancellationToken cancellationToken)
    {
        if (sink is not IAbandonedOutput<TWriterState, TCommittable> output)
        {
            return;
        }

        var writers = new List<TWriterState>();
        var committables = new List<TCommittable>();
        foreach (var restore in kept)
        {
            var restored = await OperatorLists.OpenAsync(null, restore, cancellationToken).ConfigureAwait(false);
            writers.AddRange(restored.UnionList<TWriterState>(WritersState));
            committables.AddRange(restored.List<TCommittable>(CommittablesState));
        }

        await output.RemoveAbandonedAsync(jobId, writers, committables, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        lists = await OperatorLists.OpenAsync(Context, restore, cancellationToken).ConfigureAwait(false);
        var writers = lists.UnionList<TWriterState>(WritersState);
        var committables = lists.List<TCommittable>(CommittablesState);
        var context = SinkContexts.Of(Context);
        if (restore.IsRestored && writers.Count == 0)
        {
            // To go on would be to take all that the sink has committed for abandoned, and to remove it.
            throw new InvalidOperationException(
                $"The restored checkpoint knows the sink '{Context.Name}' (uid '{Context.Uid}') but has no state of its writers, which every checkpoint of a sink with commits has. " +
                "If the uid was another operator's before, give the sink its own; else restore another checkpoint.");
        }

        try
        {
            committer = sink.CreateCommitter(context);
            if (committables.Count > 0)
            {
                var commit = committer is IRecommitter<TCommittable> again
                    ? again.RecommitAsync([.. committables], cancellationToken)
                    : committer.CommitAsync([.. committables], cancellationToken);
                await commit.ConfigureAwait(false);
            }

            writer = await sink.OpenWriterAsync(context, restore.IsRestored ? [.. writers] : null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw OperatorFailure.Without(Context, e);
        }
    }

    public void Process(in Records<T> records)
    {
        try
        {
            Writer.Write(records.Items, records.Timestamps);
        }
        catch (Exception e)
        {
            throw OperatorFailure.Without(Context, e, OperatorFailure.PositionOf(Context, records));
        }
    }

    public override void ProcessWatermark(long timestamp)
    {
    }

    public override void ProcessStatus(bool idle)
    {
    }

    public override void OnProcessingTime(long nowMs)
    {
        try
        {
            Writer.OnTime(nowMs);
        }
        catch (Exception e)
        {
            throw OperatorFailure.Without(Context, e);
        }
    }

    public override void Finish() => inputEnded = true;

    public override void FinishAgain() => inputEnded = true;

    public override void PrepareBarrier(long checkpointId)
    {
        var committables = new List<TCommittable>();
        try
        {
            Writer.Prepare(checkpointId, inputEnded, committables);
        }
        catch (Exception e)
        {
            throw OperatorFailure.Without(Context, e);
        }

        if (committables.Count > 0)
        {
            prepared.Add(checkpointId, committables);
        }
    }

    public override InstanceSnapshot Snapshot(SnapshotRequest request)
    {
        lists!.UnionList<TWriterState>(WritersState).Update([Writer.Snapshot(request.CheckpointId)]);
        lists.List<TCommittable>(CommittablesState).Update(prepared.Values.SelectMany(static committables => committables));
        return lists.TakeSnapshot(request.CheckpointId);
    }

    public override Task NotifyCheckpointCompleteAsync(long checkpointId)
    {
        var committables = prepared.TakeWhile(entry => entry.Key <= checkpointId).SelectMany(static entry => entry.Value).ToArray();
        if (committables.Length == 0)
        {
            return Task.CompletedTask;
        }

        // One after the other: the committer's calls must not overlap.
        lastCommit = CommitAsync(lastCommit, committables);
        return lastCommit;
    }

    public override void CommitsDone(long checkpointId)
    {
        foreach (var done in prepared.Keys.TakeWhile(id => id <= checkpointId).ToArray())
        {
            prepared.Remove(done);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        try
        {
            // Its outcome has been told to whoever awaits the notification; here it only has to be over.
            await lastCommit.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (writer is not null)
            {
                await writer.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            if (committer is not null)
            {
                await committer.DisposeAsync().ConfigureAwait(false);
            }

            closing.Dispose();
        }
    }

    private async Task CommitAsync(Task before, TCommittable[] committables)
    {
        // Off the stream's thread also when the commit itself never waits.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await committer!.CommitAsync(committables, closing.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw OperatorFailure.Without(Context, e);
        }
    }
}
