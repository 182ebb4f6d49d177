using System.CommandLine;
using Weir.Host.Clusters;

namespace Weir.Host.Commands;

/// <summary><c>weir rescale</c>: another parallelism for a job that runs.</summary>
internal static class RescaleCommand
{
    public const string Example = "weir rescale word-count --parallelism 8 --cluster 127.0.0.1:4101";

    private static readonly Option<int?> Parallelism = new("--parallelism")
    {
        Description = "The parallelism that each operator is to have; it may not be above its max parallelism.",
        HelpName = "N",
        Required = true,
        CustomParser = SharedOptions.Number("--parallelism", 1, 32_768),
    };

    private static readonly Option<int?> Limit = new("--timeout")
    {
        Description = $"How many seconds to wait until the job runs so; {RescaleRequest.DefaultLimit.TotalSeconds:0} unless given. What has begun goes on.",
        HelpName = "SECONDS",
        CustomParser = SharedOptions.Number("--timeout", 1, 86_400),
    };

    public static Command Create() => JobCommand.Create(
        "rescale",
        "Has a running job of a cluster go on at another parallelism, from a checkpoint that is taken for it, and waits until it does.",
        [JobCommand.Job, Parallelism, Limit, JobCommand.Json],
        parsed => new RescaleRequest(parsed.GetRequiredValue(JobCommand.Job), parsed.GetRequiredValue(Parallelism)!.Value)
        {
            Limit = parsed.GetValue(Limit) is { } seconds ? TimeSpan.FromSeconds(seconds) : RescaleRequest.DefaultLimit,
            AsJson = parsed.GetValue(JobCommand.Json),
        }.ExecuteAsync(JobCommand.Request(parsed)));
}
