using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.State;

namespace Weir.Actors.Messages;

/// <summary>Job master → source subtask: send a barrier through the stream.</summary>
/// <param name="Attempt">The attempt that is meant.</param>
/// <param name="CheckpointId">The checkpoint.</param>
/// <param name="TimestampMs">When it was triggered, in milliseconds since 1970.</param>
/// <param name="Assignments">How many <see cref="SplitsAssigned"/> were sent to it before: their splits are for its snapshot to hold.</param>
/// <param name="Location">The folder of a savepoint; null for a checkpoint.</param>
/// <param name="Suspends">Whether each subtask stands still behind the barrier.</param>
/// <param name="MayOvertake">Whether the checkpoint may be taken with records in flight.</param>
/// <param name="IncrementalBase">The checkpoint whose shared files may be named again; 0: none; null: nothing is shared.</param>
/// <param name="Savepoint">How a savepoint is written; null for a checkpoint.</param>
internal sealed record TriggerCheckpoint(
    Attempt Attempt,
    long CheckpointId,
    long TimestampMs,
    int Assignments,
    string? Location = null,
    bool Suspends = false,
    bool MayOvertake = false,
    long? IncrementalBase = null,
    SavepointFormat? Savepoint = null) : IWireMessage;

/// <summary>Job master → source subtask, again until its data has ended: it ends here.</summary>
internal sealed record EndSource(Attempt Attempt) : IWireMessage;

/// <summary>Job master → subtask: if you have acknowledged or declined the checkpoint, say it again; it was not heard.</summary>
internal sealed record AskSnapshot(Attempt Attempt, long CheckpointId) : IWireMessage;

/// <summary>Job master → subtask: the checkpoint is complete; commit what was prepared up to it.</summary>
internal sealed record CheckpointCompleted(Attempt Attempt, long CheckpointId, bool IsFinal) : IWireMessage;

/// <summary>Job master → subtask: the checkpoint will not be completed.</summary>
internal sealed record CheckpointAborted(Attempt Attempt, long CheckpointId, long LatestCompleted) : IWireMessage;

/// <summary>Source subtask → job master, again until it is answered: there is nothing left to read here.</summary>
/// <param name="Subtask">The subtask.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Assignments">How many <see cref="SplitsAssigned"/> it has had so far: a later one was lost on the way.</param>
internal sealed record SplitsRequested(SubtaskId Subtask, Attempt Attempt, int Assignments) : IWireMessage;

/// <summary>Job master → source subtask: splits to read, encoded.</summary>
/// <param name="Attempt">The attempt that is meant.</param>
/// <param name="Number">Of the assignments to it, from 1: one that comes twice counts once.</param>
/// <param name="Splits">The splits.</param>
internal sealed record SplitsAssigned(Attempt Attempt, int Number, ReadOnlyMemory<byte> Splits) : IWireMessage;

/// <summary>Job master → source subtask: there will be no more splits.</summary>
internal sealed record NoMoreSplits(Attempt Attempt) : IWireMessage;

/// <summary>Client → job manager → job master → task manager → subtask: fail as if a function of the job had thrown. For tests and demonstrations: heeded only with <c>weir.faults.enabled</c>. Answered by <see cref="InjectionAnswer"/>.</summary>
internal sealed record InjectFailure(string JobId, SubtaskId Subtask, string Message) : IWireMessage;

/// <summary>Subtask → job master, several times a second: its figures, and what it is doing.</summary>
internal sealed record SubtaskFigures(SubtaskId Subtask, Attempt Attempt, long RecordsIn, long RecordsOut, SubtaskActivity Activity) : IWireMessage;
