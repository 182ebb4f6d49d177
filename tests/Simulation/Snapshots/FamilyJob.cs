using Weir.Actors.Coordination;
using Weir.Actors.JobMasters;
using Weir.Actors.Jobs;

namespace Weir.Simulation.Snapshots;

/// <summary>One job of those that start from each other's snapshots: what its registry would know, and, while it runs, its leader's part.</summary>
internal sealed class FamilyJob(string id, string name, string? startFrom, bool isStartClaimed, int retained, CheckpointRetention retention)
{
    public string Id => id;

    public string Name => name;

    public string? StartFrom => startFrom;

    public bool IsStartClaimed => isStartClaimed;

    public int Retained => retained;

    public CheckpointRetention Retention => retention;

    /// <summary>Its checkpoints that count, as they are recorded; oldest first.</summary>
    public SortedSet<long> Recorded { get; } = [];

    public long HighestId { get; set; }

    /// <summary>Whether a checkpoint of it has ever been complete.</summary>
    public bool HasCompleted { get; set; }

    /// <summary>The process that was to begin it was killed: nobody was told of it.</summary>
    public bool IsPhantom { get; init; }

    /// <summary>As its end is recorded; tidied up only when <see cref="IsOver"/>.</summary>
    public JobOutcome? Outcome { get; set; }

    public bool IsOver { get; set; }

    /// <summary>Null: no process runs it.</summary>
    public CheckpointStorageSteps? Steps { get; set; }

    public IDisposable? Lease { get; set; }

    public CompletedCheckpoints Completed { get; set; } = new(retained);

    public bool IsRunning => Steps is not null;

    /// <summary>It would be gone on with if its nodes came back.</summary>
    public bool IsUnfinished => !IsOver && Outcome is null;

    public bool IsRetaining => Outcome switch
    {
        JobOutcome.Finished => false,
        JobOutcome.Cancelled => retention == CheckpointRetention.RetainOnCancellation,
        _ => retention != CheckpointRetention.NoExternalized,
    };

    public override string ToString() => $"job {name}/{id[..6]}";
}
