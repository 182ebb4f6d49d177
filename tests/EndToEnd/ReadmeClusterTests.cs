using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd;

/// <summary>The commands of README's cluster, as they stand there; only its ports are others, which are free.</summary>
[Collection(NodesCollection.Name)]
public class ReadmeClusterTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    [Fact]
    public async Task The_commands_of_the_README_start_a_cluster_and_a_job_that_writes_what_one_node_writes()
    {
        using var folder = new TestFolder();
        var ports = new Dictionary<string, string> { ["4101"] = FreePort(), ["4102"] = FreePort(), ["4103"] = FreePort() };
        foreach (var file in new[] { "hocon/seed-node.conf", "hocon/worker-node.conf" })
        {
            folder.Write(file, Replace(File.ReadAllText(Path.Combine(Root, file)), ports));
        }

        folder.Write("samples/data/text.txt", RandomText.Create(seed: 81, words: 400));
        string[][] commands = [.. Commands().Select(command => Replace(command, ports).Split(' ')[1..])];
        commands.Select(command => command[0]).ShouldBe(["node", "node", "node", "run"]);

        var nodes = new List<WeirProcess>();
        try
        {
            nodes.AddRange(commands[..3].Select(command => WeirProcess.Start(folder, command)));
            await Task.WhenAll(nodes.Select(node => node.PrintsAsync(text => text.Contains(" is up, ", StringComparison.Ordinal))));
            using var run = await WeirProcess.RunAsync(folder, commands[3]);
            run.ExitCode.ShouldBe(0, $"{run}\n{string.Join("\n", nodes)}");
        }
        finally
        {
            nodes.ForEach(node => node.Dispose());
        }

        var job = commands[3][(Array.IndexOf(commands[3], "--") + 1)..];
        using var alone = await WeirProcess.RunAsync(folder, ["run", "word-count", "--", .. job.Select(argument => argument == "counts" ? "alone" : argument)]);
        alone.ExitCode.ShouldBe(0, alone.ToString());
        var expected = Sorted(folder, "alone");
        expected.Length.ShouldBe(400 * 500);
        Sorted(folder, "counts").SequenceEqual(expected).ShouldBeTrue();
    }

    /// <summary>Those of README's section, in their order.</summary>
    private static IEnumerable<string> Commands()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        var section = readme[readme.IndexOf("## A cluster on one machine", StringComparison.Ordinal)..];
        return section[..section.IndexOf("\n## ", StringComparison.Ordinal)].Split('\n').Where(line => line.StartsWith("weir ", StringComparison.Ordinal));
    }

    private static string Replace(string text, Dictionary<string, string> ports) =>
        Regex.Replace(text, string.Join('|', ports.Keys), found => ports[found.Value]);

    private static string FreePort() => ClusterProcesses.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Sorted(TestFolder folder, string output) =>
        [.. Directory.EnumerateFiles(Path.Combine(folder.Path, output), "*", SearchOption.AllDirectories).SelectMany(File.ReadLines).Order(StringComparer.Ordinal)];

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
