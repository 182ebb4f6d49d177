using System.Diagnostics;
using System.Globalization;
using Weir.Simulation.Cluster;
using Weir.Simulation.World;
using Xunit.Abstractions;

namespace Weir.Simulation.Tests;

/// <summary>
/// Seeds beyond those of every day, for as long as WEIR_SOAK says (90s, 30m, 1h; without it a few seeds): one thread, both
/// simulators in turn. WEIR_FIRST_SEED says where they begin, WEIR_SOAK_LOG names a file for what was seen so far.
/// </summary>
public class SoakTests(ITestOutputHelper output)
{
    private const int Beyond = 1_000_000;
    private const int SeedsWithoutTime = 20;
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(30);
    private readonly List<string> _failures = [];
    private readonly Coverage _process = new();
    private readonly Coverage _cluster = new();

    [Fact]
    public void Other_seeds_find_nothing_either()
    {
        var time = Seeds.Time("WEIR_SOAK");
        var first = Seeds.Number("WEIR_FIRST_SEED") ?? Beyond;
        var clock = Stopwatch.StartNew();
        var logged = TimeSpan.Zero;
        var seed = first;
        for (; time is { } given ? clock.Elapsed < given : seed < first + SeedsWithoutTime; seed++)
        {
            Run(seed, "SimulationTests", _process, () => new SimulationRun(SimulationOptions.From(seed)), run => run.Run());
            Run(seed, "ClusterSimulationTests", _cluster, () => new ClusterRun(ClusterShape.From(seed)), run => run.Run());
            if (clock.Elapsed - logged > LogEvery)
            {
                logged = clock.Elapsed;
                Log(Summary(clock.Elapsed, first, seed + 1));
            }
        }

        var summary = Summary(clock.Elapsed, first, seed);
        output.WriteLine(summary);
        Log(summary);
        _failures.ShouldBeEmpty();
    }

    private static void Log(string summary)
    {
        if (Environment.GetEnvironmentVariable("WEIR_SOAK_LOG") is { Length: > 0 } file)
        {
            File.WriteAllText(file, summary);
        }
    }

    private void Run<T>(int seed, string tests, Coverage coverage, Func<T> begin, Action<T> run)
        where T : ModelWorld
    {
        try
        {
            var begun = begin();
            run(begun);
            coverage.Add(begun.Covered);
        }
        catch (Exception exception)
        {
            _failures.Add($"WEIR_SEED={seed} {tests}: {exception.GetType().Name}: {exception.Message}");
        }
    }

    private string Summary(TimeSpan elapsed, int first, int next) => string.Join(
        Environment.NewLine,
        [
            string.Create(CultureInfo.InvariantCulture, $"Seeds {first} to {next - 1} in both simulators, {elapsed.TotalMinutes:0.0} min, {_failures.Count} failures"),
            $"one process: {_process}",
            $"cluster: {_cluster}",
            .. _failures,
            "",
        ]);
}
