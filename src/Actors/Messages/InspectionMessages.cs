using Weir.Actors.History;
using Weir.Actors.Jobs;

namespace Weir.Actors.Messages;

// What those who watch over jobs ask the job manager; it and its job masters answer.

/// <summary>Which jobs are there, and how are they? Answered by <see cref="JobsInspection"/>.</summary>
internal sealed record InspectJobs : IWireMessage
{
    public static readonly InspectJobs Instance = new();
}

/// <summary>The jobs that the job manager knows, running and ended, in the order in which they were submitted.</summary>
internal sealed record JobsInspection(IReadOnlyList<JobLine> Jobs) : IWireMessage;

/// <summary>Which jobs need this uploaded code, now or to go on later? Answered by <see cref="ArtifactUse"/>.</summary>
internal sealed record InspectArtifactUse(string ArtifactId) : IWireMessage;

/// <summary>The ids of the jobs that are not over and need it.</summary>
internal sealed record ArtifactUse(IReadOnlyList<string> JobIds) : IWireMessage;

/// <summary>All about one job but its checkpoints. Answered by <see cref="JobInspection"/> or <see cref="NoSuchJob"/>.</summary>
internal sealed record InspectJob(string JobId) : IWireMessage;

/// <summary>All about one job but its checkpoints.</summary>
internal sealed record JobInspection : IWireMessage
{
    public required JobStatus Status { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Null while it is not over.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>By the leader's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>When it was last in each state that it has been in under this leader.</summary>
    public IReadOnlyDictionary<JobState, DateTimeOffset> States { get; init; } = new Dictionary<JobState, DateTimeOffset>();

    /// <summary>In topological order; empty when the graph is not there, as of a job that ended under an earlier leader.</summary>
    public IReadOnlyList<VertexInspection> Vertices { get; init; } = [];

    public IReadOnlyList<EdgeInspection> Edges { get; init; } = [];

    /// <summary>The latest failures, oldest first.</summary>
    public IReadOnlyList<FailureEntry> Failures { get; init; } = [];

    /// <summary>The latest recoveries, oldest first.</summary>
    public IReadOnlyList<RecoveryEntry> Recoveries { get; init; } = [];

    /// <summary>Why it failed for good.</summary>
    public FailureCause? Cause { get; init; }

    /// <summary>Null when it is not known any more.</summary>
    public CheckpointingInspection? Checkpointing { get; init; }
}

/// <summary>A job's checkpoints in figures, and the latest of them without their subtasks. Answered by <see cref="CheckpointsInspection"/> or <see cref="NoSuchJob"/>.</summary>
internal sealed record InspectCheckpoints(string JobId) : IWireMessage;

/// <summary>A job's checkpoints.</summary>
/// <param name="Latest">The latest first, those in progress too; without their vertices.</param>
internal sealed record CheckpointsInspection(
    CheckpointCounts Counts,
    CheckpointSpreads Spreads,
    CheckpointFacts? LatestCompleted,
    CheckpointFacts? LatestSavepoint,
    CheckpointFacts? LatestFailed,
    RestoredFacts? Restored,
    IReadOnlyList<CheckpointFacts> Latest) : IWireMessage
{
    /// <summary>Of a job of which nothing is known any more.</summary>
    public static readonly CheckpointsInspection None = new(
        CheckpointCounts.None, new CheckpointSpreads(Spread.None, Spread.None, Spread.None, Spread.None, Spread.None), null, null, null, null, []);
}

/// <summary>One checkpoint with its subtasks. Answered by <see cref="CheckpointInspection"/> or <see cref="NoSuchJob"/>.</summary>
internal sealed record InspectCheckpoint(string JobId, long CheckpointId) : IWireMessage;

/// <summary>One checkpoint.</summary>
/// <param name="Facts">Null: it is not known, or forgotten.</param>
internal sealed record CheckpointInspection(CheckpointFacts? Facts) : IWireMessage;
