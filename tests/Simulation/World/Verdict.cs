using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Simulation.Model;

namespace Weir.Simulation.World;

/// <summary>What must hold when a run is over.</summary>
internal static class Verdict
{
    public static void Check(SimulationRun run)
    {
        CheckOutput(run);

        // An outcome that could not be written down leaves the complete checkpoints where they are, and nothing else.
        // Nor does a storage so slow that it makes a place only when the job is over.
        var isSlow = run.Options.Operation.SlowMilliseconds > 0;
        var mayStay = run.Storage.Outcome is null || IsRetained(run);
        CheckLeft(run, [.. run.Storage.Locations.Where(id => !(isSlow && run.Storage.IsEmpty(id))).Where(id => !mayStay || (run.Storage.Metadata(id) is null && !run.Unresolved.Contains(id)))]);
    }

    /// <summary>Whether the checkpoints of a job that ended so stay.</summary>
    public static bool IsRetained(ModelWorld run) => run.Storage.Outcome switch
    {
        JobOutcome.Cancelled => run.Options.Checkpointing.Retention == CheckpointRetention.RetainOnCancellation,
        JobOutcome.Failed => run.Options.Checkpointing.Retention != CheckpointRetention.NoExternalized,
        _ => false,
    };

    /// <param name="run">A job that is over.</param>
    /// <param name="left">What it should not have left in the storage.</param>
    public static void CheckLeft(ModelWorld run, IReadOnlyList<long> left)
    {
        if (left.Count > 0)
        {
            throw new Violation($"checkpoints are left in the storage: {string.Join(", ", left)}");
        }

        // A later one may have turned out to be complete, though nobody could be told so.
        if (IsRetained(run) && run.Storage.HighestAnnounced is > 0 and var latest && run.Storage.Problem(latest) is { } problem && !run.MayGoBack
            && !run.Storage.Complete().Any(id => id > latest && run.Storage.Problem(id) is null))
        {
            throw new Violation($"the job is {run.Storage.Outcome}, its latest checkpoint {latest} was to be kept, and {problem}");
        }
    }

    public static void CheckOutput(ModelWorld run)
    {
        var expected = run is { Outcome: JobOutcome.Finished, Stop: { } stop } ? Read(run, stop.CheckpointId) : Expected(run);
        if (run.Outcome == JobOutcome.Finished)
        {
            CheckFinished(run, expected);
        }
        else if ((run.Outcome != JobOutcome.Cancelled || run.Options.CancelAt is null) && (run.Outcome != JobOutcome.Failed || !run.MayFail))
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
            var before = run.Baseline?.GetValueOrDefault(key) ?? 0;
            if (highest < count && before < count)
            {
                throw new Violation($"{key} was counted up to {highest}; the input has {count}");
            }

            // What was counted before the job began may still come, if it was on its way.
            var isWhole = counts.Distinct().Count() == counts.Count && highest <= count && counts.Count(each => each > before) == count - before;
            if (IsExactlyOnce(run) && !isWhole)
            {
                throw new Violation($"{key} has {count} records; the output is {string.Join(",", counts)}");
            }
        }
    }

    private static bool IsExactlyOnce(ModelWorld run) => run.Options.Checkpointing.IsExactlyOnce && !run.MayGoBack;

    private static long Of(Dictionary<(int Pipeline, long Key), long> expected, (int Pipeline, long Key, long Count) record) =>
        expected.GetValueOrDefault((record.Pipeline, record.Key));

    /// <summary>A complete savepoint holds what its sources have read, all of it and once.</summary>
    public static void CheckSavepoint(ModelWorld run, long checkpointId)
    {
        run.CompletedSavepoints++;
        if (run.Savepoints.Problem(checkpointId) is { } problem)
        {
            throw new Violation($"savepoint {checkpointId} is announced as complete, but {problem}");
        }

        if (run.Savepoints.Metadata(checkpointId)!.FileOf.Keys.Any(subtask => Snapshot(run, checkpointId, subtask).InFlight.Count > 0))
        {
            throw new Violation($"savepoint {checkpointId} holds records in flight");
        }

        CheckCounts(run, checkpointId);
    }

    /// <summary>A complete checkpoint holds what its sources have read, counted or on its way to be.</summary>
    public static void CheckCheckpoint(ModelWorld run, long checkpointId)
    {
        if (run.Storage.Problem(checkpointId) is null)
        {
            CheckCounts(run, checkpointId);
        }
    }

    private static void CheckCounts(ModelWorld run, long checkpointId)
    {
        if (!run.Options.Checkpointing.IsExactlyOnce || run.Options.Mutation != Mutation.None)
        {
            return;
        }

        var read = Read(run, checkpointId);
        for (var pipeline = 0; pipeline < run.Options.Pipelines.Count; pipeline++)
        {
            var counted = States<IReadOnlyDictionary<long, long>>(run, checkpointId, (3 * pipeline) + 1).SelectMany(state => state).ToDictionary();
            foreach (var record in Snapshots(run, checkpointId, (3 * pipeline) + 1).SelectMany(snapshot => snapshot.InFlight))
            {
                counted[record.Key] = counted.GetValueOrDefault(record.Key) + 1;
            }

            foreach (var (key, count) in read.Where(each => each.Key.Pipeline == pipeline))
            {
                if (counted.GetValueOrDefault(key.Key) != count)
                {
                    throw new Violation($"checkpoint {checkpointId} has {counted.GetValueOrDefault(key.Key)} of {key}, and its sources have read {count}");
                }
            }
        }
    }

    /// <summary>How many records of each key its counters had counted.</summary>
    public static IReadOnlyDictionary<(int Pipeline, long Key), long> Counted(ModelWorld run, long checkpointId) =>
        Enumerable.Range(0, run.Options.Pipelines.Count)
            .SelectMany(pipeline => States<IReadOnlyDictionary<long, long>>(run, checkpointId, (3 * pipeline) + 1)
                .SelectMany(state => state).Select(count => ((pipeline, count.Key), count.Value)))
            .ToDictionary(each => each.Item1, each => each.Value);

    /// <summary>The transactions that its sinks had prepared.</summary>
    public static IReadOnlyCollection<string> Prepared(ModelWorld run, long checkpointId) =>
        [.. Enumerable.Range(0, run.Options.Pipelines.Count)
            .SelectMany(pipeline => States<IReadOnlyList<string>>(run, checkpointId, (3 * pipeline) + 2).SelectMany(state => state))];

    /// <summary>How many records of each key the sources had read at a savepoint.</summary>
    private static Dictionary<(int Pipeline, long Key), long> Read(ModelWorld run, long checkpointId)
    {
        var enumerators = (EnumeratorsState)run.StorageOf(checkpointId).Metadata(checkpointId)!.Enumerators;
        var offsets = new Dictionary<(int Pipeline, int Split), int>();
        for (var pipeline = 0; pipeline < run.Options.Pipelines.Count; pipeline++)
        {
            foreach (var split in enumerators.Unassigned[pipeline])
            {
                offsets[(pipeline, split)] = 0;
            }

            foreach (var (split, offset) in States<IReadOnlyList<(int Split, int Offset)>>(run, checkpointId, 3 * pipeline).SelectMany(state => state))
            {
                offsets[(pipeline, split)] = offset;
            }
        }

        return Expected(run, (pipeline, split) => offsets.GetValueOrDefault((pipeline, split), run.Options.RecordsPerSplit));
    }

    private static IEnumerable<T> States<T>(ModelWorld run, long checkpointId, int vertex) =>
        Snapshots(run, checkpointId, vertex).Select(snapshot => (T)snapshot.State);

    private static IEnumerable<ModelSnapshot> Snapshots(ModelWorld run, long checkpointId, int vertex) =>
        run.StorageOf(checkpointId).Metadata(checkpointId)!.FileOf.Keys.Where(subtask => subtask.Vertex.Value == vertex)
            .Select(subtask => Snapshot(run, checkpointId, subtask));

    private static ModelSnapshot Snapshot(ModelWorld run, long checkpointId, SubtaskId subtask)
    {
        var storage = run.StorageOf(checkpointId);
        return (ModelSnapshot)storage.Read(checkpointId, storage.Metadata(checkpointId)!.FileOf[subtask])!;
    }

    private static Dictionary<(int Pipeline, long Key), long> Expected(ModelWorld run) => Expected(run, (_, _) => run.Options.RecordsPerSplit);

    private static Dictionary<(int Pipeline, long Key), long> Expected(ModelWorld run, Func<int, int, int> records)
    {
        var counts = new Dictionary<(int, long), long>();
        for (var pipeline = 0; pipeline < run.Options.Pipelines.Count; pipeline++)
        {
            for (var split = 0; split < run.Options.SplitsPerPipeline; split++)
            {
                for (var offset = 0; offset < records(pipeline, split); offset++)
                {
                    var key = (pipeline, run.KeyOf(pipeline, split, offset));
                    counts[key] = counts.GetValueOrDefault(key) + 1;
                }
            }
        }

        return counts;
    }
}
