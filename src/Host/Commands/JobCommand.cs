using System.CommandLine;
using Weir.Host.Clusters;

namespace Weir.Host.Commands;

/// <summary><c>weir list</c>, <c>info</c>, <c>alerts</c>, <c>cancel</c> and <c>checkpoint</c>: what is asked of a cluster's jobs.</summary>
internal static class JobCommand
{
    private static readonly Argument<string> Job = new("job") { Description = "The job's id, the beginning of it, or the job's name." };

    private static readonly Argument<string?> OptionalJob = new("job")
    {
        Description = "The job's id, the beginning of it, or the job's name; without it all jobs.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Cluster = new("--cluster")
    {
        Description = $"A node of the cluster, or several with commas between; without it what the environment variable {ClusterSettings.Variable} says.",
        HelpName = "HOST:PORT",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON, for programs." };

    private static readonly Option<int?> Patience = new("--timeout")
    {
        Description = "How many seconds to wait for the cluster's leader to answer; 30 unless given.",
        HelpName = "SECONDS",
        CustomParser = SharedOptions.Number("--timeout", 1, 86_400),
    };

    public static IEnumerable<Command> CreateAll()
    {
        yield return Create("list", "Lists the jobs of a cluster.", [Json], parsed => JobCommands.ListAsync(Request(parsed), parsed.GetValue(Json)));
        yield return Create("info", "Shows a job of a cluster: its subtasks and their nodes, checkpoints, failures.", [Job, Json], parsed =>
            JobCommands.InfoAsync(Request(parsed), parsed.GetRequiredValue(Job), parsed.GetValue(Json)));
        yield return Create("alerts", "Lists the latest alerts of a cluster's jobs, or of one of them.", [OptionalJob, Json], parsed =>
            JobCommands.AlertsAsync(Request(parsed), parsed.GetValue(OptionalJob), parsed.GetValue(Json)));
        yield return Create("cancel", "Ends a job of a cluster, without a last checkpoint, and waits until it has ended.", [Job], parsed =>
            JobCommands.CancelAsync(Request(parsed), parsed.GetRequiredValue(Job)));
        yield return Create("checkpoint", "Takes a checkpoint of a job of a cluster now, and waits until it is complete.", [Job], parsed =>
            JobCommands.CheckpointAsync(Request(parsed), parsed.GetRequiredValue(Job)));
    }

    /// <summary>What <c>weir help NAME</c> says beyond the list of options.</summary>
    public static string? Details(string name) => name switch
    {
        "list" => Example("weir list --cluster 127.0.0.1:4101"),
        "info" => Example("weir info word-count --cluster 127.0.0.1:4101 --json"),
        "alerts" => Example("weir alerts --cluster 127.0.0.1:4101"),
        "cancel" => Example("weir cancel 5f0c --cluster 127.0.0.1:4101"),
        "checkpoint" => Example("weir checkpoint word-count --cluster 127.0.0.1:4101"),
        _ => null,
    };

    private static string Example(string line) =>
        $"""
        Example:
          {line}

        Exit code:
          0 done   1 the cluster does not answer, has no such job, or can't do it   2 the command line or the settings can't be used
        """;

    private static Command Create(string name, string description, Symbol[] own, Func<ParseResult, Task<int>> execute)
    {
        var command = new Command(name, description);
        foreach (var symbol in own)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else if (symbol is Option option)
            {
                command.Options.Add(option);
            }
        }

        command.Options.Add(Cluster);
        command.Options.Add(Patience);
        command.Options.Add(SharedOptions.ConfigurationFiles);
        command.Options.Add(SharedOptions.Overrides);
        command.SetAction((parsed, _) => execute(parsed));
        return command;
    }

    private static ClusterRequest Request(ParseResult parsed)
    {
        var request = new ClusterRequest
        {
            Nodes = parsed.GetValue(Cluster),
            ConfigurationFiles = parsed.GetValue(SharedOptions.ConfigurationFiles) ?? [],
            Overrides = parsed.GetValue(SharedOptions.Overrides) ?? [],
        };
        return parsed.GetValue(Patience) is { } seconds ? request with { Patience = TimeSpan.FromSeconds(seconds) } : request;
    }
}
