using System.CommandLine;
using System.CommandLine.Help;

namespace Weir.Host.Commands;

/// <summary>The command <c>weir</c> with all that it can do.</summary>
internal static class WeirCommand
{
    /// <param name="jobArguments">The part of the command line that stands behind <c>--</c>.</param>
    public static RootCommand Create(IReadOnlyList<string> jobArguments)
    {
        var root = new RootCommand("Runs checkpointed, exactly-once stream-processing jobs.");

        // The library's own option prints another form of the version.
        root.Options.Remove(root.Options.Single(option => option is VersionOption));
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new DetailedHelp((HelpAction)help.Action!);

        var version = new Option<bool>("--version") { Description = "Shows the version, and the Akka that it runs on." };
        root.Options.Add(version);
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(RunCommand.Create(jobArguments));
        root.Subcommands.Add(NodeCommand.Create());
        foreach (var command in JobCommand.CreateAll())
        {
            foreach (var inner in command.Name switch
            {
                "checkpoint" => StoredCheckpointCommands.OfCheckpoints(),
                "savepoint" => StoredCheckpointCommands.OfSavepoints(jobArguments, JobCommand.Cluster),
                _ => [],
            })
            {
                command.Subcommands.Add(inner);
            }

            root.Subcommands.Add(command);
        }

        root.Subcommands.Add(StateCommand.Create());
        root.Subcommands.Add(CompletionCommand.Create());
        root.Subcommands.Add(HelpCommand.Create(root));
        root.SetAction(parsed =>
        {
            if (parsed.GetValue(version))
            {
                Console.Out.WriteLine(ProductVersion.Text);
                return ExitCode.Finished;
            }

            root.Parse(["--help"]).Invoke();
            return ExitCode.BadUsage;
        });
        return root;
    }
}
