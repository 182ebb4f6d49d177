using System.CommandLine;
using Weir.Host.Nodes;

namespace Weir.Host.Commands;

/// <summary><c>weir node</c>.</summary>
internal static class NodeCommand
{
    /// <summary>What <c>weir help node</c> says beyond the list of options.</summary>
    public const string Details =
        """
        Examples:
          weir node -c hocon/seed-node.conf
          weir node -c hocon/seed-node.conf --port 4102
          weir node -c hocon/worker-node.conf --port 4103 -D weir.task-manager.slots=8

        Settings:
          Without any of your own: a node at 127.0.0.1:4101 that is a cluster by itself, with its data in ./weir-data.
          hocon/reference.conf has every key.

        Stopping:
          Ctrl-C and SIGTERM: the node's work moves to other nodes after a last checkpoint, and the node leaves. A second signal ends it at once.

        Exit code:
          0 left   1 failed   2 the command line or the settings can't be used   3 put out by the cluster: start it again
          4 found no cluster within akka.cluster.shutdown-after-unsuccessful-join-seed-nodes   130, 143 did not leave in time after Ctrl-C, SIGTERM
        """;

    private static readonly Option<int?> Port = new("--port")
    {
        Description = "Where the node listens, over what the files say; 0 for any port that is free.",
        HelpName = "N",
        CustomParser = SharedOptions.Number("--port", 0, ushort.MaxValue),
    };

    public static Command Create()
    {
        var command = new Command("node", "Runs a node of a cluster until it is told to leave.") { SharedOptions.ConfigurationFiles, SharedOptions.Overrides, Port };
        command.SetAction((parsed, _) => NodeRun.ExecuteAsync(new NodeRequest
        {
            ConfigurationFiles = parsed.GetValue(SharedOptions.ConfigurationFiles) ?? [],
            Overrides = parsed.GetValue(SharedOptions.Overrides) ?? [],
            Port = parsed.GetValue(Port),
        }));
        return command;
    }
}
