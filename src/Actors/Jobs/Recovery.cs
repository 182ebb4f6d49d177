namespace Weir.Actors.Jobs;

internal enum RecoveryPhase
{
    /// <summary>Waiting for subtasks to be gone, checkpointing to be quiet and the delay to be over.</summary>
    Stopping,

    /// <summary>Waiting for the choice of a checkpoint.</summary>
    Selecting,

    /// <summary>Waiting for subtasks to be alive and restored.</summary>
    Deploying,
}

/// <summary>A start of regions: the job's first, or one after a failure.</summary>
/// <param name="failureNumber">Of the failure that began it; 0 for the first start.</param>
internal sealed class Recovery(int number, int failureNumber, IEnumerable<int> regions, DateTimeOffset begun)
{
    /// <summary>Names the restart timer; changes when a further failure asks for a new delay.</summary>
    public int Number { get; set; } = number;

    public int FailureNumber { get; } = failureNumber;

    public SortedSet<int> Regions { get; } = [.. regions];

    public RecoveryPhase Phase { get; set; }

    public bool IsDelayOver { get; set; }

    public DateTimeOffset Begun { get; } = begun;

    public DateTimeOffset SelectedFrom { get; set; }

    public DateTimeOffset DeployedFrom { get; set; }

    /// <summary>When the last subtask was alive; null before.</summary>
    public DateTimeOffset? RestoredFrom { get; set; }

    public int Selection { get; set; }

    public Attempt Attempt { get; set; }

    public long? RestoredCheckpoint { get; set; }

    public IReadOnlyList<SkippedCheckpoint> Skipped { get; set; } = [];
}
