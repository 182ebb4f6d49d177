using Weir.Actors.Jobs;
using Weir.Operators.Graph;

namespace Weir.Actors.JobMasters;

/// <summary>What a job's master leaves to the next one of the same leader, which goes on with the job at another parallelism.</summary>
/// <param name="Machine">What the next machine takes over.</param>
/// <param name="Status">The figures; they are counted on.</param>
/// <param name="StartedAt">Since when the job has been up under this leader.</param>
/// <param name="Failures">The latest failures, oldest first.</param>
/// <param name="FailureNodes">Where they were, by their numbers.</param>
/// <param name="Recoveries">The latest recoveries, oldest first.</param>
/// <param name="States">When the job was last in which state.</param>
/// <param name="Alerts">With what fires.</param>
internal sealed record FormerRun(
    Predecessor Machine,
    JobStatus Status,
    DateTimeOffset StartedAt,
    IReadOnlyList<FailureEntry> Failures,
    IReadOnlyDictionary<int, string> FailureNodes,
    IReadOnlyList<RecoveryEntry> Recoveries,
    IReadOnlyDictionary<JobState, DateTimeOffset> States,
    JobAlerts Alerts)
{
    /// <summary>What has been asked for.</summary>
    public required RescaleFacts Rescale { get; init; }
}

/// <summary>How a job is rescaled.</summary>
/// <param name="From">The parallelism it had.</param>
/// <param name="To">The parallelism it is to have.</param>
/// <param name="RequestedAt">When that was asked for.</param>
internal sealed record RescaleFacts(int From, int To, DateTimeOffset RequestedAt)
{
    /// <summary>Those that are to have parallelisms of their own.</summary>
    public IReadOnlyList<OperatorParallelism> Operators { get; init; } = [];

    /// <summary>For people.</summary>
    public string Change => $"from parallelism {From} to {To}{(Operators.Count > 0 ? $" ({string.Join(", ", Operators)})" : "")}";
}
