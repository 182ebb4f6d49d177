namespace Weir.Actors.Jobs;

internal enum RecoveryPhase
{
    /// <summary>Waiting for subtasks to be gone, checkpointing to be quiet and the delay to be over.</summary>
    Stopping,

    /// <summary>Waiting for slots.</summary>
    Acquiring,

    /// <summary>Waiting for the choice of a checkpoint.</summary>
    Selecting,

    /// <summary>Waiting for the attempt number to be durable.</summary>
    Taking,

    /// <summary>Waiting for subtasks to be alive and restored.</summary>
    Deploying,
}

/// <summary>A start of regions: the job's first, one after a failure, or a relocation.</summary>
internal sealed class Recovery(int number, IEnumerable<int> regions, DateTimeOffset begun)
{
    /// <summary>Names the restart timer; changes when a further failure asks for a new delay.</summary>
    public int Number { get; set; } = number;

    /// <summary>Of the failure that began it, or was the first to join it; 0: none.</summary>
    public int FailureNumber { get; set; }

    /// <summary>Of the relocation that began it; 0: none.</summary>
    public int RelocationNumber { get; init; }

    public SortedSet<int> Regions { get; } = [.. regions];

    public RecoveryPhase Phase { get; set; }

    public bool IsDelayOver { get; set; }

    public DateTimeOffset Begun { get; } = begun;

    public DateTimeOffset AcquiredFrom { get; set; }

    public DateTimeOffset SelectedFrom { get; set; }

    public DateTimeOffset DeployedFrom { get; set; }

    /// <summary>When the last subtask was alive; null before.</summary>
    public DateTimeOffset? RestoredFrom { get; set; }

    /// <summary>The number of the request for slots, then of the selection: what answers it waits for.</summary>
    public int Request { get; set; }

    public int Selection { get; set; }

    public Attempt Attempt { get; set; }

    public long? RestoredCheckpoint { get; set; }

    public IReadOnlyList<SkippedCheckpoint> Skipped { get; set; } = [];

    public RecoveryEntry Entry(int entryNumber, DateTimeOffset now)
    {
        var restoredFrom = RestoredFrom ?? now;
        return new RecoveryEntry(
            entryNumber,
            Attempt,
            RestoredCheckpoint,
            Skipped,
            Stop: AcquiredFrom - Begun,
            Acquire: SelectedFrom - AcquiredFrom,
            Select: DeployedFrom - SelectedFrom,
            Deploy: restoredFrom - DeployedFrom,
            Restore: now - restoredFrom);
    }
}
