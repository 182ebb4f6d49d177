using System.Diagnostics;
using Weir.Simulation.Snapshots;
using Weir.Simulation.World;
using Xunit.Abstractions;

namespace Weir.Simulation.Tests;

public class SnapshotFamilyTests(ITestOutputHelper output)
{
    // One of these takes as long as several of the other simulators.
    private const int SeedsPerRun = 5;

    [Fact]
    public void What_a_job_would_go_back_to_is_there_whoever_starts_from_it_claims_it_or_ends()
    {
        var (first, count) = Seeds.Chosen();
        count = Math.Max(1, count / SeedsPerRun);
        var clock = Stopwatch.StartNew();
        var seen = new Coverage();
        for (var seed = first; seed < first + count; seed++)
        {
            var run = new SnapshotFamilyRun(seed);
            try
            {
                run.Run();
            }
            catch (Exception exception)
            {
                output.WriteLine(run.Story);
                throw new Violation(
                    $"Seed {seed}: {exception.Message}{Environment.NewLine}Replay it: WEIR_SEED={seed} dotnet test tests/Simulation --filter FullyQualifiedName~SnapshotFamily{Environment.NewLine}{exception}");
            }

            seen.Add(run.Covered);
        }

        output.WriteLine($"{count} seeds in {clock.Elapsed.TotalSeconds:0.0} s: {seen}");
        if (count >= Seeds.Default / SeedsPerRun)
        {
            foreach (var what in (string[])["begun with a claim", "begun without a claim", "gone on with", "killed", "refused", "automatic savepoints", "ended"])
            {
                seen[what].ShouldBeGreaterThan(count / 5, what);
            }
        }
    }
}
