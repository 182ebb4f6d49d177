using Weir.Actors.Alignment;
using Weir.Operators.Chains;

namespace Weir.Actors.Subtasks;

/// <summary>What the stages of a subtask tell its actor. Called on the stream's thread: implementations only send messages.</summary>
internal interface ISubtaskListener
{
    /// <summary>All stages run; from now on <paramref name="control"/> may be used.</summary>
    void Started(SubtaskControl control);

    /// <summary>The synchronous part of a snapshot is done; the barrier has gone on.</summary>
    void SnapshotTaken(Barrier barrier, ChainSnapshot snapshot, SnapshotTiming timing);

    /// <summary>This subtask cannot take part in a checkpoint.</summary>
    void Declined(long checkpointId, DeclineReason reason, Exception? cause);

    /// <summary>All input has been processed and sent on.</summary>
    void DataFinished();

    /// <summary>The source has nothing left to read and asks for splits.</summary>
    void SplitsNeeded();

    /// <summary>The commits of a completed checkpoint are done.</summary>
    void Committed(long checkpointId);

    /// <summary>A state was looked into.</summary>
    void Peeked(StatePeeked peeked);

    /// <summary>The subtask cannot go on.</summary>
    void Failed(Exception cause);
}
