using Akka.Actor;
using Akka.Event;
using Weir.Actors.Alignment;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Operators.Chains;

namespace Weir.Actors.Subtasks;

// What a subtask's actor tells itself, or hears from its stages.

internal sealed record Begin : INoSerializationVerificationNeeded
{
    public static readonly Begin Instance = new();
}

/// <summary>The chain has its state and is open.</summary>
internal sealed record Opened(SubtaskWiring Wiring) : INoSerializationVerificationNeeded;

internal sealed record Started(SubtaskControl Control) : INoSerializationVerificationNeeded;

/// <remarks>A stream that ends because its subtask is stopped says so too, and nobody is there to hear it.</remarks>
internal sealed record ChainFailed(Exception Cause) : IDeadLetterSuppression, INoSerializationVerificationNeeded;

/// <summary>To the task manager: the subtask has failed, and is about to stop, for which it may take as long as any.</summary>
internal sealed record SubtaskStops(string JobId, SubtaskId Subtask, Attempt Attempt, FailureCause Cause) : INoSerializationVerificationNeeded;

/// <summary>
/// To the task manager: the subtask's actor is gone, and the job master will hear it once everything is closed.
/// Without it nobody else speaks for the subtask.
/// </summary>
internal sealed record LastWordComes(string JobId, SubtaskId Subtask, Attempt Attempt) : INoSerializationVerificationNeeded;

/// <summary>To the task manager: nothing of the subtask is left, and this is for its job master.</summary>
internal sealed record SubtaskClosed(string JobId, SubtaskId Subtask, Attempt Attempt, JobEvent LastWord) : INoSerializationVerificationNeeded;

/// <summary>From the task manager: tell the job master the status again.</summary>
internal sealed record SayStatus : INoSerializationVerificationNeeded
{
    public static readonly SayStatus Instance = new();
}

internal sealed record SnapshotTaken(Barrier Barrier, ChainSnapshot Snapshot, SnapshotTiming Timing) : INoSerializationVerificationNeeded;

internal sealed record SnapshotWritten(long CheckpointId, ISnapshotToken Snapshot, SnapshotMetrics Metrics) : INoSerializationVerificationNeeded;

/// <param name="CheckpointId">The checkpoint.</param>
/// <param name="Cause">Null when it was aborted meanwhile: then nobody waits for it.</param>
internal sealed record SnapshotNotWritten(long CheckpointId, Exception? Cause) : INoSerializationVerificationNeeded;

internal sealed record SnapshotDeclinedByStage(long CheckpointId, DeclineReason Reason, Exception? Cause) : INoSerializationVerificationNeeded;

internal sealed record DataEnded : INoSerializationVerificationNeeded
{
    public static readonly DataEnded Instance = new();
}

internal sealed record SplitsWanted : INoSerializationVerificationNeeded
{
    public static readonly SplitsWanted Instance = new();
}

internal sealed record CommitsDone(long CheckpointId) : INoSerializationVerificationNeeded;

internal sealed record ReportFigures : INoSerializationVerificationNeeded
{
    public static readonly ReportFigures Instance = new();
}
