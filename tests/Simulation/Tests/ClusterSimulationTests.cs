using System.Diagnostics;
using Weir.Simulation.Cluster;
using Weir.Simulation.World;
using Xunit.Abstractions;

namespace Weir.Simulation.Tests;

public class ClusterSimulationTests(ITestOutputHelper output)
{
    private static readonly string[] Operated =
    [
        "alerts cleared", "alerts fired", "automatic savepoints deleted", "checkpoints unreachable", "failures beyond the tolerable", "relaunches",
        "relaunches refused", "settings changed", "settings refused", "started again from checkpoints", "storage full", "storage slow", "whole clusters gone",
    ];

    [Fact]
    public void Output_is_that_of_a_run_without_faults_whatever_becomes_of_nodes_and_leaders()
    {
        var (first, count) = Seeds.Chosen();
        var clock = Stopwatch.StartNew();
        var seen = new Coverage();
        for (var seed = first; seed < first + count; seed++)
        {
            seen.Add(Run(seed).Covered);
        }

        output.WriteLine($"{count} seeds in {clock.Elapsed.TotalSeconds:0.0} s: {seen}");
        if (count >= Seeds.Default)
        {
            seen["checkpoints"].ShouldBeGreaterThan(count);
            seen["restores"].ShouldBeGreaterThan(count);
            seen["leaders"].ShouldBeGreaterThan(2 * count);
            seen["task managers given up"].ShouldBeGreaterThan(count);
            seen["waits for slots"].ShouldBeGreaterThan(count);
            seen["moves"].ShouldBeGreaterThan(count / 20);
            seen["savepoints"].ShouldBeGreaterThan(count / 5);
            seen["stops"].ShouldBeGreaterThan(count / 20);
            seen["rescaled"].ShouldBeGreaterThan(count / 3);
            seen["rescaled without a checkpoint for it"].ShouldBeGreaterThan(count / 10);
            seen["records overtaken"].ShouldBeGreaterThan(count);
            foreach (var what in Operated)
            {
                seen[what].ShouldBeGreaterThan(count / 50, what);
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(18)]
    public void A_seed_tells_the_same_story_each_time(int seed)
    {
        string Story()
        {
            var run = new ClusterRun(ClusterShape.From(seed), traceLines: 100_000);
            run.Run();
            return $"{run.Trace}{Environment.NewLine}{run.Scheduler.Steps} steps, {string.Join(" ", run.Output.Committed)}";
        }

        var story = Story();
        story.Length.ShouldBeGreaterThan(10_000);
        Story().ShouldBe(story);
    }

    private ClusterRun Run(int seed)
    {
        try
        {
            var run = new ClusterRun(ClusterShape.From(seed));
            run.Run();
            return run;
        }
        catch (Exception exception)
        {
            // The same again, with its story.
            var replay = new ClusterRun(ClusterShape.From(seed), traceLines: Seeds.Number("WEIR_TRACE") ?? 600);
            Record.Exception(replay.Run);
            output.WriteLine(replay.Trace.ToString());
            throw new Violation(
                $"Seed {seed}: {exception.Message}{Environment.NewLine}Replay it: WEIR_SEED={seed} dotnet test tests/Simulation --filter FullyQualifiedName~ClusterSimulation{Environment.NewLine}{exception}");
        }
    }
}
