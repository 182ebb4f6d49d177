using Weir.Host.Terminal;

namespace Weir.Host.Progress;

/// <summary>How a job stands at one moment.</summary>
internal sealed record ProgressSample
{
    public required string JobName { get; init; }

    public required string State { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required long Records { get; init; }

    /// <summary>Since the sample before.</summary>
    public required double RecordsPerSecond { get; init; }

    public required long Checkpoints { get; init; }

    public required long FailedCheckpoints { get; init; }

    /// <summary>Such as: #7, 12 ms, 1.4 MiB; empty before the first.</summary>
    public required string LastCheckpoint { get; init; }

    public required int Restarts { get; init; }

    public string Line
    {
        get
        {
            var failed = FailedCheckpoints > 0 ? $", {Figures.Count(FailedCheckpoints)} failed" : "";
            var last = LastCheckpoint.Length > 0 ? $" (last {LastCheckpoint})" : "";
            return $"{JobName} {State} {Figures.Duration(Elapsed)}: {Figures.Count(Records)} records, {Figures.Rate(RecordsPerSecond)}; "
                + $"{Figures.Plural(Checkpoints, "checkpoint")}{last}{failed}; {Figures.Plural(Restarts, "restart")}";
        }
    }
}
