using System.CommandLine;
using System.CommandLine.Parsing;
using Weir.Host.Clusters;
using Weir.Host.Jobs;
using Weir.Host.Runs;

namespace Weir.Host.Commands;

/// <summary><c>weir run JOB</c>.</summary>
internal static class RunCommand
{
    private const int MaxParallelism = 32_768;

    private static readonly Argument<string> Job = new("job")
    {
        Description = $"A built-in sample ({string.Join(", ", BuiltInJobs.Names)}), or the path of an assembly with a class that implements IStreamJob.",
    };

    /// <summary>Stands in the help, and catches what was forgotten to be put behind the separator: the rest has been cut off.</summary>
    private static readonly Argument<string[]> JobArguments = new("-- job arguments")
    {
        Description = "What stands behind -- goes to the job, for example: weir run word-count -- --input books --output counts",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Class = new("--class")
    {
        Description = "The job's class, if the assembly has several: its name, or its full name.",
        HelpName = "NAME",
    };

    private static readonly Option<int?> Parallelism = new("--parallelism", "-p")
    {
        Description = "How many subtasks each operator runs as, unless the job says otherwise for one.",
        HelpName = "N",
        CustomParser = SharedOptions.Number("--parallelism", 1, MaxParallelism),
    };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "latest: goes on from the last checkpoint of the newest run of this job that did not finish. A path: starts from that checkpoint or savepoint (…/chk-7, …/savepoint-…).",
        HelpName = "latest|PATH",
    };

    private static readonly Option<string> ClaimMode = new("--claim-mode")
    {
        Description = "With --from PATH. no-claim: Weir never touches it. claim: it is the job's, and deleted like a checkpoint of its own when a newer one is complete.",
        HelpName = "no-claim|claim",
        DefaultValueFactory = static _ => "no-claim",
    };

    private static readonly Option<bool> AllowNonRestoredState = new("--allow-non-restored-state")
    {
        Description = "Leaves state behind whose operator the job has not, instead of refusing to start.",
    };

    private static readonly Option<string?> Cluster = new("--cluster")
    {
        Description = $"Runs the job on a cluster: one of its nodes, or several with commas between; without a value what {ClusterSettings.Variable} says.",
        HelpName = "HOST:PORT",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Detach = new("--detach")
    {
        Description = "With --cluster: prints the job's id as soon as the job is accepted, and does not wait for its end.",
    };

    public static Command Create(IReadOnlyList<string> jobArguments)
    {
        var command = new Command("run", "Runs a job until it finishes, in this process or on a cluster.")
        {
            Job, JobArguments, Parallelism, From, ClaimMode, AllowNonRestoredState, SharedOptions.ConfigurationFiles, SharedOptions.Overrides, Class, Cluster, Detach,
        };
        ClaimMode.AcceptOnlyFromAmong("no-claim", "claim");
        command.Validators.Add(RefuseArgumentsWithoutSeparator);
        command.Validators.Add(RefuseDetachingFromThisProcess);
        command.Validators.Add(RefuseClaimingNothing);
        command.SetAction((parsed, _) =>
        {
            var request = Read(parsed, jobArguments);
            return parsed.GetResult(Cluster) is null
                ? JobRun.ExecuteAsync(request)
                : ClusterRun.ExecuteAsync(
                    request,
                    new ClusterRequest { Nodes = parsed.GetValue(Cluster), ConfigurationFiles = request.ConfigurationFiles },
                    parsed.GetValue(Detach));
        });
        return command;
    }

    private static RunRequest Read(ParseResult parsed, IReadOnlyList<string> jobArguments) =>
        new()
        {
            Job = parsed.GetRequiredValue(Job),
            ClassName = parsed.GetValue(Class),
            Arguments = jobArguments,
            Parallelism = parsed.GetValue(Parallelism),
            From = parsed.GetValue(From),
            Claims = parsed.GetValue(ClaimMode) == "claim",
            AllowsNonRestoredState = parsed.GetValue(AllowNonRestoredState),
            ConfigurationFiles = parsed.GetValue(SharedOptions.ConfigurationFiles) ?? [],
            Overrides = parsed.GetValue(SharedOptions.Overrides) ?? [],
        };

    /// <summary>What <c>weir help run</c> says beyond the list of options.</summary>
    public const string Details =
        """
        Examples:
          weir run word-count --parallelism 4 -- --input books --output counts
          weir run bin/Visits.dll --class VisitCountJob -c my.conf -D weir.checkpointing.interval=10s
          weir run word-count --from latest -- --input books --output counts

        Settings:
          Without any of your own the job checkpoints every second to ./weir-data/checkpoints, the last two checkpoints are kept,
          and it gives up when it fails more than 3 times in 5 minutes. -c FILE goes over that, and -D key=value over the file.

        Stopping:
          Ctrl-C and SIGTERM cancel the job. --from latest goes on from its last checkpoint, as it does after a crash.

        On a cluster:
          weir run word-count --cluster 127.0.0.1:4101 --parallelism 4 -- --input /data/books --output /data/counts
          The folder of an assembly is uploaded, once for all who run it. Paths in the job's arguments are the nodes': relative ones start at the
          folder that each node was started in. The nodes' settings hold for the job, what its code sets goes over them, and -D over that;
          -c names the settings of the connection (TLS), and weir.artifacts.max-size. Ctrl-C ends the watching, and not the job.

        Exit code:
          0 finished   1 failed   2 the command line, the settings or the job's arguments can't be used   130 Ctrl-C   143 SIGTERM
        """;

    private static void RefuseDetachingFromThisProcess(CommandResult result)
    {
        if (result.GetResult(Detach) is not null && result.GetResult(Cluster) is null)
        {
            result.AddError("--detach goes with --cluster; a job of this process ends with it");
        }
    }

    private static void RefuseClaimingNothing(CommandResult result)
    {
        if (result.GetResult(ClaimMode) is { Implicit: false } mode && !mode.Errors.Any() && result.GetValue(From) is null or "latest")
        {
            result.AddError("--claim-mode goes with --from PATH; what latest finds is the job's own, or a savepoint that stays");
        }
    }

    /// <summary>Without the separator, a misspelt option of weir itself would go to the job.</summary>
    private static void RefuseArgumentsWithoutSeparator(CommandResult result)
    {
        if (result.GetResult(JobArguments) is { Tokens: [var first, ..] })
        {
            result.AddError($"'{first.Value}' is not an option of weir run; arguments of the job stand behind --");
        }
    }
}
