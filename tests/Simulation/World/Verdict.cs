using Weir.Actors.Jobs;

namespace Weir.Simulation.World;

/// <summary>What must hold when a run is over.</summary>
internal static class Verdict
{
    public static void Check(SimulationRun run)
    {
        CheckOutput(run);

        // An outcome that could not be written down leaves the complete checkpoints where they are, and nothing else.
        var left = run.Storage.Locations.Where(id => run.Storage.Outcome is not null || run.Storage.Metadata(id) is null).ToList();
        if (left.Count > 0)
        {
            throw new Violation($"checkpoints are left in the storage: {string.Join(", ", left)}");
        }
    }

    public static void CheckOutput(ModelWorld run)
    {
        var expected = Expected(run);
        if (run.Outcome == JobOutcome.Finished)
        {
            CheckFinished(run, expected);
        }
        else if (run.Outcome != JobOutcome.Cancelled || run.Options.CancelAt is null)
        {
            throw new Violation($"the job is {run.Outcome}");
        }
        else if (IsExactlyOnce(run))
        {
            var committed = run.Output.Committed.ToList();
            var first = committed.GroupBy(each => each).FirstOrDefault(group => group.Count() > 1 || group.Key.Count > Of(expected, group.Key));
            if (first is not null)
            {
                throw new Violation($"{first.Key} is committed {first.Count()} times; the input has {Of(expected, first.Key)} of its key");
            }
        }
    }

    private static void CheckFinished(ModelWorld run, Dictionary<(int Pipeline, long Key), long> expected)
    {
        if (run.Output.Uncommitted.FirstOrDefault() is { } uncommitted)
        {
            throw new Violation($"transaction {uncommitted} is neither committed nor aborted");
        }

        var committed = run.Output.Committed.GroupBy(each => (each.Pipeline, each.Key)).ToDictionary(group => group.Key, group => group.Select(each => each.Count).Order().ToList());
        foreach (var (key, count) in expected)
        {
            var counts = committed.GetValueOrDefault(key, []);
            var highest = counts.LastOrDefault();
            if (highest < count)
            {
                throw new Violation($"{key} was counted up to {highest}; the input has {count}");
            }

            if (IsExactlyOnce(run) && (counts.Count != count || highest != count || counts.Distinct().Count() != count))
            {
                throw new Violation($"{key} has {count} records; the output is {string.Join(",", counts)}");
            }
        }
    }

    private static bool IsExactlyOnce(ModelWorld run) => run.Options.Checkpointing.IsExactlyOnce && !run.MayGoBack;

    private static long Of(Dictionary<(int Pipeline, long Key), long> expected, (int Pipeline, long Key, long Count) record) =>
        expected.GetValueOrDefault((record.Pipeline, record.Key));

    private static Dictionary<(int Pipeline, long Key), long> Expected(ModelWorld run)
    {
        var counts = new Dictionary<(int, long), long>();
        for (var pipeline = 0; pipeline < run.Options.Pipelines.Count; pipeline++)
        {
            for (var split = 0; split < run.Options.SplitsPerPipeline; split++)
            {
                for (var offset = 0; offset < run.Options.RecordsPerSplit; offset++)
                {
                    var key = (pipeline, run.KeyOf(pipeline, split, offset));
                    counts[key] = counts.GetValueOrDefault(key) + 1;
                }
            }
        }

        return counts;
    }
}
