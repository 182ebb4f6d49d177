using System.Diagnostics;
using System.Text.RegularExpressions;
using Weir.EndToEnd.Nodes;

namespace Weir.EndToEnd.Failover;

/// <summary>
/// The leader and others are killed in turn, every few seconds, and started again with their command, as a supervisor
/// would: also those that the cluster puts out meanwhile. With <c>WEIR_LONG=1</c> for two minutes.
/// </summary>
[Collection(NodesCollection.Name)]
public partial class KillSeriesTests
{
    private const int Killed = 137;
    private const int PutOut = 3;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("WEIR_LONG") == "1";
    private static readonly TimeSpan Series = TimeSpan.FromSeconds(IsLong ? 120 : 30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Leader_and_workers_are_killed_in_turn()
    {
        const int Seed = 61;
        var random = new Random(Seed);
        using var cluster = await ClusterProcesses.StartAsync(new ClusterOptions { Nodes = 3, Slots = 2 });
        // About two thirds of the time something runs: enough for the long series to last, and for the short one to end soon.
        var words = WordCountRuns.Lasting(cluster.Folder, Seed, IsLong ? 0.8 * Series : Series / 3);
        string[] arguments = words.Arguments("--detach", "--parallelism", "4", "-D", "weir.checkpointing.interval=300ms");
        using (var submission = await cluster.RunAsync(arguments[0], arguments[1..]))
        {
            submission.ExitCode.ShouldBe(0, $"{submission}\n{cluster}");
        }

        await (await Leader.AwaitAsync(cluster)).CompletesAsync(1);
        var elapsed = Stopwatch.StartNew();
        var kills = 0;
        while (elapsed.Elapsed < Series && !IsOver(cluster))
        {
            var leader = Leader.Of(cluster);
            var victim = kills % 2 == 0 && leader is not null ? leader.Node : cluster.Nodes.Where(node => node != leader?.Node).ElementAt(random.Next(2));
            if (victim.IsRunning)
            {
                await victim.KillAsync();
                kills++;
            }

            // What is between two kills is the scenario: sometimes enough to recover, sometimes not.
            await SuperviseAsync(cluster, Task.Delay(TimeSpan.FromMilliseconds(random.Next(2_000, 10_000))));
            await words.ShouldBePartAsync($"{kills} kills\n{cluster}");
        }

        kills.ShouldBeGreaterThanOrEqualTo(3, $"the job was over too soon\n{cluster}");
        using var limit = new CancellationTokenSource(Patience);
        while (!IsOver(cluster))
        {
            limit.IsCancellationRequested.ShouldBeFalse($"the job has not ended within {Patience} after {kills} kills\n{cluster}");
            await SuperviseAsync(cluster, Task.Delay(500));
        }

        await words.ShouldBeExactAsync($"{kills} kills\n{cluster}");
        var list = await cluster.RunAsync("list", "--json");
        list.Output.ShouldContain("\"FINISHED\"", Case.Sensitive, $"{list}\n{cluster}");
    }

    /// <summary>Starts nodes that have ended, until a task has.</summary>
    private static async Task SuperviseAsync(ClusterProcesses cluster, Task until)
    {
        while (!until.IsCompleted)
        {
            foreach (var node in cluster.Nodes.Where(node => !node.IsRunning))
            {
                node.Process.ExitCode.ShouldBeOneOf([Killed, PutOut], cluster.ToString());
                node.Start();
            }

            await Task.WhenAny([until, .. cluster.Nodes.Select(node => node.Process.NextLineAsync())]);
        }
    }

    private static bool IsOver(ClusterProcesses cluster) => cluster.Nodes.Any(node => Finished().IsMatch(node.Log));

    [GeneratedRegex("→ Finished\\.")]
    private static partial Regex Finished();
}
