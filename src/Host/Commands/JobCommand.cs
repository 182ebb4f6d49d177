using System.CommandLine;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Host.Checkpoints;
using Weir.Host.Clusters;
using Weir.State;

namespace Weir.Host.Commands;

/// <summary><c>weir list</c>, <c>info</c>, <c>alerts</c>, <c>cancel</c> and <c>checkpoint</c>: what is asked of a cluster's jobs.</summary>
internal static class JobCommand
{
    internal static readonly Argument<string> Job = new("job") { Description = "The job's id, the beginning of it, or the job's name." };

    private static readonly Argument<string[]> Settings = new("settings")
    {
        Description = "KEY=VALUE each, with keys below weir.checkpointing.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Argument<string?> OptionalJob = new("job")
    {
        Description = "The job's id, the beginning of it, or the job's name; without it all jobs.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static readonly Option<string?> Cluster = new("--cluster")
    {
        Description = $"A node of the cluster, or several with commas between; without it what the environment variable {ClusterSettings.Variable} says.",
        HelpName = "HOST:PORT",
    };

    internal static readonly Option<bool> Json = new("--json") { Description = "Prints JSON, for programs." };

    private static readonly Argument<string?> Directory = new("directory")
    {
        Description = "The folder in which the savepoint's own is made, as the nodes see it; without it weir.checkpointing.savepoint.dir.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> SavepointDirectory = new("--savepoint-dir")
    {
        Description = "The folder in which the savepoint's own is made, as the nodes see it; without it weir.checkpointing.savepoint.dir.",
        HelpName = "DIR",
    };

    private static readonly Option<SavepointFormat> Format = new("--format")
    {
        Description = "How state is written: the same for every state backend, or the backend's own way.",
        HelpName = "canonical|native",
    };

    private static readonly Option<bool> Drain = new("--drain")
    {
        Description = "Sources end first, and event time with them: windows fire. For a job that is not to go on.",
    };

    private static readonly Option<string> Operator = new("--operator") { Description = "The operator's uid.", HelpName = "UID", Required = true };
    private static readonly Option<string> State = new("--state") { Description = "The state's name.", HelpName = "NAME", Required = true };
    private static readonly Option<string> Key = new("--key") { Description = "The key: JSON, or else text.", HelpName = "KEY", Required = true };

    private static readonly Option<StateSource> From = new("--from")
    {
        Description = "Where to look: in the subtask that has the key, as it is now, or in the latest completed checkpoint.",
        HelpName = "live|checkpoint",
    };

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
        yield return Create("configure", "Changes settings of a running job of a cluster: interval, min-pause, timeout, and what is below alert.", [Job, Settings, Json], parsed =>
            JobCommands.ConfigureAsync(Request(parsed), parsed.GetRequiredValue(Job), parsed.GetRequiredValue(Settings), parsed.GetValue(Json)));
        yield return RescaleCommand.Create();
        yield return Create("cancel", "Ends a job of a cluster, without a last checkpoint, and waits until it has ended.", [Job, Json], parsed =>
            JobCommands.CancelAsync(Request(parsed), parsed.GetRequiredValue(Job), parsed.GetValue(Json)));
        yield return Create("checkpoint", "Takes a checkpoint of a job of a cluster now, and waits until it is complete.", [Job, Json], parsed =>
            JobCommands.CheckpointAsync(Request(parsed), parsed.GetRequiredValue(Job), parsed.GetValue(Json)));
        yield return Create("savepoint", "Takes a savepoint of a job of a cluster, to start a job from, and waits until it is complete. The job goes on.", [Job, Directory, Format, Json], parsed =>
            JobCommands.SavepointAsync(
                Request(parsed),
                parsed.GetRequiredValue(Job),
                new TriggerSavepoint("", parsed.GetValue(Directory), parsed.GetValue(Format)),
                parsed.GetValue(Json)));
        yield return Create("stop", "Ends a job of a cluster with a savepoint, and waits until it has ended. If the savepoint fails, the job goes on.", [Job, SavepointDirectory, Drain, Json], parsed =>
            JobCommands.StopAsync(
                Request(parsed),
                parsed.GetRequiredValue(Job),
                new TriggerSavepoint("", parsed.GetValue(SavepointDirectory), Stop: parsed.GetValue(Drain) ? StopMode.Drain : StopMode.Suspend),
                parsed.GetValue(Json)));
    }

    /// <summary><c>weir state get</c>: of a job that runs, and so beside those about its stored state.</summary>
    public static Command CreateLookUp() => Create(
        "get",
        "Prints what a running job has of a key: weir state get word-count --operator count --state value --key weir --cluster 127.0.0.1:4101",
        [Job, Operator, State, Key, From, Json],
        parsed => JobCommands.LookUpAsync(
            Request(parsed),
            new QueryState(
                parsed.GetRequiredValue(Job), parsed.GetRequiredValue(Operator), parsed.GetRequiredValue(State), StateText.Json(parsed.GetRequiredValue(Key)).GetRawText())
            {
                From = parsed.GetValue(From),
            },
            parsed.GetValue(Json)));

    /// <summary>What <c>weir help NAME</c> says beyond the list of options.</summary>
    public static string? Details(string name) => name switch
    {
        "list" => Example("weir list --cluster 127.0.0.1:4101"),
        "info" => Example("weir info word-count --cluster 127.0.0.1:4101 --json"),
        "alerts" => Example("weir alerts --cluster 127.0.0.1:4101"),
        "configure" => Example("weir configure word-count interval=30s alert.threshold=10 --cluster 127.0.0.1:4101"),
        "rescale" => Example(RescaleCommand.Example),
        "cancel" => Example("weir cancel 5f0c --cluster 127.0.0.1:4101"),
        "savepoint" => Example("weir savepoint word-count /data/savepoints --cluster 127.0.0.1:4101"),
        "stop" => Example("weir stop word-count --savepoint-dir /data/savepoints --cluster 127.0.0.1:4101"),
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

    /// <summary>A command that asks a cluster, with what all of those have.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="own">Its own arguments and options; where it has no <c>--timeout</c>, it gets that for the leader's answer.</param>
    /// <param name="execute">Does it.</param>
    internal static Command Create(string name, string description, Symbol[] own, Func<ParseResult, Task<int>> execute)
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
        if (!own.Any(symbol => symbol.Name == Patience.Name))
        {
            command.Options.Add(Patience);
        }

        command.Options.Add(SharedOptions.ConfigurationFiles);
        command.Options.Add(SharedOptions.Overrides);
        command.SetAction((parsed, _) => execute(parsed));
        return command;
    }

    internal static ClusterRequest Request(ParseResult parsed)
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
