namespace Weir.Actors.Jobs;

/// <summary>A job's figures at one moment. Counters go on across restarts within this process.</summary>
public sealed record JobStatus : IWireMessage
{
    /// <summary>32 hexadecimal digits.</summary>
    public required string JobId { get; init; }

    /// <summary>The job's name.</summary>
    public required string JobName { get; init; }

    /// <summary>What it is doing.</summary>
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

    /// <summary>Completed checkpoints since submission.</summary>
    public int CheckpointsCompleted { get; init; }

    /// <summary>Checkpoints since submission that were begun, or due, and not completed.</summary>
    public int CheckpointsFailed { get; init; }

    /// <summary>The newest completed checkpoint; null when there is none.</summary>
    public long? LastCheckpointId { get; init; }

    /// <summary>From the trigger of that checkpoint to its being complete.</summary>
    public TimeSpan LastCheckpointDuration { get; init; }

    /// <summary>State that it wrote.</summary>
    public long LastCheckpointBytes { get; init; }

    /// <summary>State that it holds, with what earlier checkpoints have written of it.</summary>
    public long LastCheckpointStateBytes { get; init; }

    /// <summary>The folder of the newest savepoint taken since submission; null when there is none.</summary>
    public string? LastSavepointPath { get; init; }

    /// <summary>Restarts after failures since submission.</summary>
    public int Restarts { get; init; }

    /// <summary>From the failure to the last subtask having its state again, the longest so far.</summary>
    public TimeSpan LongestRecovery { get; init; }

    /// <summary>How many subtasks its widest operator has, and so how many slots it takes; 0: not known, for it is not planned yet.</summary>
    public int Parallelism { get; init; }

    /// <summary>Subtasks that run, or have finished.</summary>
    public int SubtasksRunning { get; init; }

    /// <summary>Subtasks that the job has.</summary>
    public int Subtasks { get; init; }
}
