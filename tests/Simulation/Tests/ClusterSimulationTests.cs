using System.Diagnostics;
using Weir.Simulation.Cluster;
using Weir.Simulation.World;
using Xunit.Abstractions;

namespace Weir.Simulation.Tests;

public class ClusterSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Output_is_that_of_a_run_without_faults_whatever_becomes_of_nodes_and_leaders()
    {
        var (first, count) = Seeds.Chosen();
        var clock = Stopwatch.StartNew();
        long checkpoints = 0, restores = 0, leaders = 0, lost = 0, waits = 0, moves = 0, savepoints = 0, stops = 0, overtaken = 0;
        for (var seed = first; seed < first + count; seed++)
        {
            var run = Run(seed);
            checkpoints += run.CompletedCheckpoints;
            restores += run.Restores;
            leaders += run.Leaders;
            lost += run.TaskManagersLost;
            waits += run.Waits;
            moves += run.Relocations;
            savepoints += run.CompletedSavepoints;
            stops += run.Stop is null ? 0 : 1;
            overtaken += run.Overtaken;
        }

        output.WriteLine(
            $"{count} seeds in {clock.Elapsed.TotalSeconds:0.0} s: {checkpoints} checkpoints, {restores} restores, {leaders} leaders, {lost} task managers given up, {waits} waits for slots, {moves} moves, {savepoints} savepoints, {stops} stops, {overtaken} records overtaken");
        if (count >= Seeds.Default)
        {
            checkpoints.ShouldBeGreaterThan(count);
            restores.ShouldBeGreaterThan(count);
            leaders.ShouldBeGreaterThan(2 * count);
            lost.ShouldBeGreaterThan(count);
            waits.ShouldBeGreaterThan(count);
            moves.ShouldBeGreaterThan(count / 20);
            savepoints.ShouldBeGreaterThan(count / 5);
            stops.ShouldBeGreaterThan(count / 20);
            overtaken.ShouldBeGreaterThan(count);
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
            var replay = new ClusterRun(ClusterShape.From(seed), traceLines: 600);
            Record.Exception(replay.Run);
            output.WriteLine(replay.Trace.ToString());
            throw new Violation(
                $"Seed {seed}: {exception.Message}{Environment.NewLine}Replay it: WEIR_SEED={seed} dotnet test tests/Simulation --filter FullyQualifiedName~ClusterSimulation{Environment.NewLine}{exception}");
        }
    }
}
