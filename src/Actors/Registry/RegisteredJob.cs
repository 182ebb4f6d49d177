using System.Collections.Immutable;
using Weir.Actors.Deployments;
using Weir.Actors.Jobs;
using Weir.Operators.Graph;

namespace Weir.Actors.Registry;

/// <summary>All that is known for good of one job.</summary>
/// <param name="Submitted">As it was submitted.</param>
/// <param name="LastAttempt">The highest attempt number taken; 0: none.</param>
/// <param name="LastCheckpointId">The highest checkpoint id taken; 0: none.</param>
/// <param name="Checkpoints">The checkpoints that count, oldest first.</param>
/// <param name="Relaunches">When it was relaunched, oldest first; the latest <see cref="RelaunchesKept"/>.</param>
/// <param name="Outcome">Null while it is not over.</param>
/// <param name="Cause">Why it failed.</param>
/// <param name="EndedAt">Null while it is not over.</param>
/// <param name="IsClosed">Over, and tidied up.</param>
/// <param name="Stop">The savepoint that stops it; null: it goes on.</param>
/// <param name="ChangedSettings">What of its settings was changed since its submission, as HOCON; null: nothing.</param>
/// <param name="Parallelism">What it was rescaled to last; null: it runs as it was submitted.</param>
/// <param name="Operators">Those that were rescaled to another one; may be default.</param>
/// <param name="LastEpoch">That of the leader who accepted, relaunched or deployed it last: where that one's nodes are all gone, so is the job. 0: not known.</param>
internal sealed record RegisteredJob(
    SubmittedJob Submitted,
    int LastAttempt,
    long LastCheckpointId,
    ImmutableArray<long> Checkpoints,
    ImmutableArray<DateTimeOffset> Relaunches,
    JobOutcome? Outcome,
    FailureCause? Cause,
    DateTimeOffset? EndedAt,
    bool IsClosed,
    RecordedStop? Stop = null,
    string? ChangedSettings = null,
    long LastEpoch = 0,
    int? Parallelism = null,
    ImmutableArray<OperatorParallelism> Operators = default)
{
    public const int RelaunchesKept = 1000;

    public RegisteredJob(SubmittedJob submitted)
        : this(submitted, 0, 0, [], [], null, null, null, false)
    {
    }

    public string JobId => Submitted.JobId;

    /// <summary>What of its settings was changed since its submission, as HOCON; may be empty.</summary>
    public string Settings => ChangedSettings ?? "";

    /// <summary>What it was rescaled to last.</summary>
    public JobParallelism JobParallelism => new(Parallelism, Operators.IsDefault ? [] : Operators);

    /// <summary>What the job's machines go on from.</summary>
    public RecordedJob Recorded => new(new Attempt(LastAttempt), LastCheckpointId, Checkpoints, Stop);
}
