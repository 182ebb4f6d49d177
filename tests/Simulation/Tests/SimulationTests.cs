using System.Diagnostics;
using Weir.Simulation.World;
using Xunit.Abstractions;

namespace Weir.Simulation.Tests;

public class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Output_is_that_of_a_run_without_faults_whatever_fails()
    {
        var (first, count) = Seeds.Chosen();
        var crashes = 0;
        var kills = 0;
        var restores = 0;
        var checkpoints = 0;
        var savepoints = 0;
        var stops = 0;
        var overtaken = 0;
        var clock = Stopwatch.StartNew();
        for (var seed = first; seed < first + count; seed++)
        {
            var run = Run(seed);
            crashes += run.SubtaskCrashes;
            kills += run.ProcessCrashes;
            restores += run.Restores;
            checkpoints += run.CompletedCheckpoints;
            savepoints += run.CompletedSavepoints;
            stops += run.Stop is null ? 0 : 1;
            overtaken += run.Overtaken;
        }

        output.WriteLine(
            $"{count} seeds in {clock.Elapsed.TotalSeconds:0.0} s: {checkpoints} checkpoints, {crashes} subtask crashes, {kills} process crashes, {restores} restores, {savepoints} savepoints, {stops} stops, {overtaken} records overtaken");
        if (count >= Seeds.Default)
        {
            checkpoints.ShouldBeGreaterThan(count);
            crashes.ShouldBeGreaterThan(count);
            kills.ShouldBeGreaterThan(count / 2);
            restores.ShouldBeGreaterThan(count);
            savepoints.ShouldBeGreaterThan(count / 5);
            stops.ShouldBeGreaterThan(count / 40);
            overtaken.ShouldBeGreaterThan(count);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(18)]
    [InlineData(35)]
    public void A_seed_tells_the_same_story_each_time(int seed)
    {
        string Story()
        {
            var run = new SimulationRun(SimulationOptions.From(seed), traceLines: 100_000);
            run.Run();
            return $"{run.Trace}{Environment.NewLine}{run.Scheduler.Steps} steps, {string.Join(" ", run.Output.Committed)}";
        }

        var story = Story();
        story.Length.ShouldBeGreaterThan(10_000);
        Story().ShouldBe(story);
    }

    private SimulationRun Run(int seed)
    {
        try
        {
            var run = new SimulationRun(SimulationOptions.From(seed));
            run.Run();
            return run;
        }
        catch (Exception exception)
        {
            // The same again, with its story.
            var replay = new SimulationRun(SimulationOptions.From(seed), traceLines: 400);
            Record.Exception(replay.Run);
            output.WriteLine(replay.Trace.ToString());
            throw new Violation(
                $"Seed {seed}: {exception.Message}{Environment.NewLine}Replay it: WEIR_SEED={seed} dotnet test tests/Simulation --filter FullyQualifiedName~SimulationTests{Environment.NewLine}{exception}");
        }
    }
}
