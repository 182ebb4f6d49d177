using Akka.Configuration;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Streams;

namespace Weir.Actors.Clients;

/// <summary>A job to run.</summary>
internal sealed record JobSubmission
{
    public required IStreamJob Job { get; init; }

    public required string JobName { get; init; }

    /// <summary>What follows <c>--</c> on the command line; for the job.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Overrides the parallelism that the job and the configuration give; null keeps it.</summary>
    public int? Parallelism { get; init; }

    public RestoreFrom RestoreFrom { get; init; } = RestoreFrom.Nothing;

    /// <summary>State of operators that the job has not is left behind; else the job is refused.</summary>
    public bool AllowsNonRestoredState { get; init; }

    /// <summary>Configuration of this job alone, over that of the cluster and of the job's code.</summary>
    public Config? Overrides { get; init; }

    /// <summary>Hears the job's news from the first on; see <see cref="JobClient.News"/>.</summary>
    public Action<JobNews>? OnNews { get; init; }
}
