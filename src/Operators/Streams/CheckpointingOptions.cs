namespace Weir.Operators.Streams;

/// <summary>Checkpointing as the job's program wants it. What is null is decided by the configuration under <c>weir.checkpointing</c>.</summary>
public sealed class CheckpointingOptions
{
    /// <summary>Time between triggers, at least 10 ms.</summary>
    public TimeSpan? Interval { get; set; }

    /// <summary>What a checkpoint promises.</summary>
    public CheckpointMode? Mode { get; set; }

    /// <summary>How long a checkpoint may take before it is given up.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>From the end of one checkpoint to the start of the next periodic one.</summary>
    public TimeSpan? MinPause { get; set; }

    /// <summary>How many may be under way at once.</summary>
    public int? MaxConcurrent { get; set; }

    /// <summary>Consecutive failed checkpoints that the job survives; -1 for any number.</summary>
    public int? TolerableFailures { get; set; }

    /// <summary>Completed checkpoints that are kept.</summary>
    public int? NumRetained { get; set; }

    /// <summary>What becomes of the checkpoints of a cancelled job.</summary>
    public CheckpointRetention? Retention { get; set; }

    /// <summary>
    /// Whether barriers overtake records: a checkpoint then completes however slow an operator is, and holds what was in flight. For
    /// <see cref="CheckpointMode.ExactlyOnce"/> only, with <see cref="MaxConcurrent"/> 1.
    /// </summary>
    public bool? Unaligned { get; set; }

    /// <summary>With <see cref="Unaligned"/>: how long barriers wait for each other before they overtake; zero: they do at once.</summary>
    public TimeSpan? AlignedTimeout { get; set; }

    /// <summary>
    /// With <see cref="Unaligned"/>: how many bytes of records in flight a subtask keeps for one checkpoint, 1 MiB to 1 GiB; with more the
    /// checkpoint fails.
    /// </summary>
    public long? MaxInFlightBytes { get; set; }

    /// <summary>Whether a checkpoint writes only what has changed since the one before, and shares files with it; savepoints are always whole.</summary>
    public bool? Incremental { get; set; }

    /// <summary>
    /// Whether each node also keeps a copy, on its own disk, of what its subtasks have written into the latest checkpoint: those that start
    /// again on the same node read that.
    /// </summary>
    public bool? LocalRecovery { get; set; }

    /// <summary>Where checkpoints are kept.</summary>
    public string? StorageDirectory { get; set; }
}
