using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Failover;

[Collection(NodesCollection.Name)]
public class SameOutputTests
{
    [Fact]
    public async Task A_cluster_writes_what_one_node_writes()
    {
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 3, Slots = 2 });
        var words = WordCountRuns.Over(cluster.Folder, seed: 71, words: 60_000, passes: 20);
        string[] arguments = words.Arguments("--parallelism", "4");
        using var onCluster = await cluster.RunAsync(arguments[0], arguments[1..]);
        onCluster.ExitCode.ShouldBe(0, $"{onCluster}\n{cluster}");
        await words.ShouldBeExactAsync(cluster);
        var output = Sorted(cluster.Folder);

        Directory.Delete(cluster.Folder.Output, recursive: true);
        using var alone = await words.FinishAsync("--parallelism", "1");
        alone.ExitCode.ShouldBe(0, alone.ToString());
        Sorted(cluster.Folder).SequenceEqual(output).ShouldBeTrue(cluster.ToString());
    }

    private static string[] Sorted(TestFolder folder) =>
        [.. Directory.EnumerateFiles(folder.Output, "*", SearchOption.AllDirectories).SelectMany(File.ReadLines).Order(StringComparer.Ordinal)];
}
