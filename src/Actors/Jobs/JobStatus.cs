namespace Weir.Actors.Jobs;

/// <summary>A job's figures at one moment. Counters go on across restarts within this process.</summary>
internal sealed record JobStatus : IWireMessage
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public JobState State { get; init; }

    /// <summary>How many more slots the job waits for; 0: it does not wait.</summary>
    public int LackingSlots { get; init; }

    /// <summary>The state in words, e.g. "Running" or "Restarting, waiting for 2 more slots".</summary>
    public string StateText => LackingSlots == 0 ? State.ToString() : $"{State}, waiting for {LackingSlots} more {(LackingSlots == 1 ? "slot" : "slots")}";

    /// <summary>Since submission.</summary>
    public TimeSpan Uptime { get; init; }

    /// <summary>Records that the sources have emitted; what was read again after a restart counts again.</summary>
    public long RecordsRead { get; init; }

    /// <summary>Records that all operator chains have taken from their inputs.</summary>
    public long RecordsExchanged { get; init; }

    public int CheckpointsCompleted { get; init; }

    public int CheckpointsFailed { get; init; }

    /// <summary>The newest completed checkpoint; null when there is none.</summary>
    public long? LastCheckpointId { get; init; }

    public TimeSpan LastCheckpointDuration { get; init; }

    public long LastCheckpointBytes { get; init; }

    public int Restarts { get; init; }

    /// <summary>From the failure to the last subtask having its state again, the longest so far.</summary>
    public TimeSpan LongestRecovery { get; init; }

    public int SubtasksRunning { get; init; }

    public int Subtasks { get; init; }
}
