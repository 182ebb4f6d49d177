using Weir.Actors.Alignment;
using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>Why a checkpoint was not taken, or not completed.</summary>
internal enum CheckpointFailureReason
{
    // Counted towards tolerable-failures.
    Io,
    Asynchronous,
    Declined,
    Expired,
    Finalize,

    // Not counted: nothing is wrong with the job, or it is restarted anyway.
    Subsumed,
    QueueFull,
    TooManyConcurrent,
    MinimumPause,
    NotAllRequiredTasksRunning,
    TaskFailure,
    Cancellation,
    EndOfInput,
    Suspended,
    ShutDown,
    NoSavepointDirectory,
    StopInProgress,
}

internal static class CheckpointFailureReasons
{
    /// <summary>Whether the reason counts towards <c>tolerable-failures</c>.</summary>
    public static bool IsCounted(this CheckpointFailureReason reason) => reason <= CheckpointFailureReason.Finalize;

    /// <summary>The name as shown to people and in metrics, e.g. <c>not-all-required-tasks-running</c>.</summary>
    public static string Text(this CheckpointFailureReason reason) => reason switch
    {
        CheckpointFailureReason.Io => "io",
        CheckpointFailureReason.Asynchronous => "asynchronous",
        CheckpointFailureReason.Declined => "declined",
        CheckpointFailureReason.Expired => "expired",
        CheckpointFailureReason.Finalize => "finalize",
        CheckpointFailureReason.Subsumed => "subsumed",
        CheckpointFailureReason.QueueFull => "queue-full",
        CheckpointFailureReason.TooManyConcurrent => "too-many-concurrent",
        CheckpointFailureReason.MinimumPause => "min-pause",
        CheckpointFailureReason.NotAllRequiredTasksRunning => "not-all-required-tasks-running",
        CheckpointFailureReason.TaskFailure => "task-failure",
        CheckpointFailureReason.Cancellation => "cancellation",
        CheckpointFailureReason.EndOfInput => "end-of-input",
        CheckpointFailureReason.Suspended => "suspended",
        CheckpointFailureReason.ShutDown => "shut-down",
        CheckpointFailureReason.NoSavepointDirectory => "no-savepoint-directory",
        CheckpointFailureReason.StopInProgress => "stop-in-progress",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown checkpoint failure reason."),
    };

    internal static CheckpointFailureReason Of(DeclineReason reason) => reason switch
    {
        DeclineReason.Subsumed => CheckpointFailureReason.Subsumed,

        // A cancellation marker starts where a barrier was overtaken or an abort was heard of, never at a failed
        // snapshot (its barrier has gone on already): so it is no failure of its own.
        DeclineReason.CancelledUpstream => CheckpointFailureReason.Subsumed,
        DeclineReason.SnapshotFailed => CheckpointFailureReason.Declined,
        DeclineReason.WriteFailed => CheckpointFailureReason.Asynchronous,
        DeclineReason.NotRunning => CheckpointFailureReason.NotAllRequiredTasksRunning,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown decline reason."),
    };

    internal static CheckpointFailureReason Of(StopReason reason) => reason switch
    {
        StopReason.TaskFailure or StopReason.JobFailing => CheckpointFailureReason.TaskFailure,
        StopReason.Relocation => CheckpointFailureReason.Suspended,
        StopReason.Cancellation => CheckpointFailureReason.Cancellation,
        StopReason.JobFinished => CheckpointFailureReason.EndOfInput,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown stop reason."),
    };
}
