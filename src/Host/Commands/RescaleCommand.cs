using System.CommandLine;
using System.CommandLine.Parsing;
using Weir.Host.Clusters;
using Weir.Operators.Graph;

namespace Weir.Host.Commands;

/// <summary><c>weir rescale</c>: another parallelism for a job that runs.</summary>
internal static class RescaleCommand
{
    public const string Example = "weir rescale word-count --parallelism 8 --operator words=2 --cluster 127.0.0.1:4101";

    private static readonly Option<int?> Parallelism = new("--parallelism")
    {
        Description = "The parallelism that each operator is to have; it may not be above its max parallelism.",
        HelpName = "N",
        CustomParser = SharedOptions.Number("--parallelism", 1, OperatorParallelism.Largest),
    };

    private static readonly Option<OperatorParallelism[]> Operators = new("--operator")
    {
        Description = "The parallelism that one operator is to have, by its uid; several times for several. Without --parallelism the others keep what they have.",
        HelpName = "UID=N",
        CustomParser = ParseOperators,
    };

    private static readonly Option<int?> Limit = new("--timeout")
    {
        Description = $"How many seconds to wait until the job runs so; {RescaleRequest.DefaultLimit.TotalSeconds:0} unless given. What has begun goes on.",
        HelpName = "SECONDS",
        CustomParser = SharedOptions.Number("--timeout", 1, 86_400),
    };

    public static Command Create()
    {
        var command = JobCommand.Create(
            "rescale",
            "Has a running job of a cluster go on at another parallelism, from a checkpoint that is taken for it, and waits until it does.",
            [JobCommand.Job, Parallelism, Operators, Limit, JobCommand.Json],
            parsed => new RescaleRequest(parsed.GetRequiredValue(JobCommand.Job), parsed.GetValue(Parallelism))
            {
                Operators = parsed.GetValue(Operators) ?? [],
                Limit = parsed.GetValue(Limit) is { } seconds ? TimeSpan.FromSeconds(seconds) : RescaleRequest.DefaultLimit,
                AsJson = parsed.GetValue(JobCommand.Json),
            }.ExecuteAsync(JobCommand.Request(parsed)));
        command.Validators.Add(parsed =>
        {
            if (parsed.GetResult(Parallelism) is null && parsed.GetResult(Operators) is null)
            {
                parsed.AddError("at which parallelism? --parallelism N for all operators, --operator UID=N for one");
            }
        });
        return command;
    }

    private static OperatorParallelism[]? ParseOperators(ArgumentResult result)
    {
        var operators = new Dictionary<string, OperatorParallelism>(StringComparer.Ordinal);
        foreach (var token in result.Tokens)
        {
            if (OperatorParallelism.Parse(token.Value) is not { } wanted)
            {
                result.AddError($"--operator {token.Value}: it must be UID=N, with a whole number, 1 to {OperatorParallelism.Largest}");
                return null;
            }

            if (!operators.TryAdd(wanted.Uid, wanted))
            {
                result.AddError($"--operator {token.Value}: {operators[wanted.Uid]} is given already");
                return null;
            }
        }

        return [.. operators.Values];
    }
}
