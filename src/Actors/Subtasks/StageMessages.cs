using Akka.Actor;
using Weir.Actors.Alignment;
using Weir.Operators.Chains;

namespace Weir.Actors.Subtasks;

/// <summary>Turns what the stages report into messages to the subtask's actor.</summary>
internal sealed class StageMessages(IActorRef subtask) : ISubtaskListener
{
    public void Started(SubtaskControl control) => subtask.Tell(new Started(control));

    public void SnapshotTaken(Barrier barrier, ChainSnapshot snapshot, SnapshotTiming timing) =>
        subtask.Tell(new SnapshotTaken(barrier, snapshot, timing));

    public void Declined(long checkpointId, DeclineReason reason, Exception? cause) =>
        subtask.Tell(new SnapshotDeclinedByStage(checkpointId, reason, cause));

    public void DataFinished() => subtask.Tell(DataEnded.Instance);

    public void SplitsNeeded() => subtask.Tell(SplitsWanted.Instance);

    public void Committed(long checkpointId) => subtask.Tell(new CommitsDone(checkpointId));

    public void Peeked(StatePeeked peeked) => subtask.Tell(peeked);

    public void Failed(Exception cause) => subtask.Tell(new ChainFailed(cause));
}
