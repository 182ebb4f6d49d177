using Akka.Actor;
using Weir.Actors.History;
using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Paths;

/// <summary>A vertex and its subtasks as the answers about them show them.</summary>
internal static class VertexPages
{
    private const string Unassigned = "(unassigned)";

    public static VertexAnswer Vertex(VertexInspection vertex, JobInspection job, IReadOnlyDictionary<string, string> taskManagers)
    {
        SubtaskAnswer[] subtasks = [.. vertex.Subtasks.Select((_, index) => Subtask(vertex, index, job, taskManagers))];
        return new VertexAnswer
        {
            Id = PathParameters.VertexId(vertex),
            Name = vertex.Name,
            Parallelism = vertex.Subtasks.Count,
            MaxParallelism = vertex.MaxParallelism,
            Now = Wording.Milliseconds(job.Now),
            Subtasks = subtasks,
            Aggregated = Aggregate(subtasks),
        };
    }

    public static SubtaskAnswer Subtask(VertexInspection vertex, int index, JobInspection job, IReadOnlyDictionary<string, string> taskManagers)
    {
        var subtask = vertex.Subtasks[index];
        var execution = subtask.Execution;
        return new SubtaskAnswer
        {
            Index = index,
            Status = Wording.Of(subtask, job.Status.State),
            Attempt = execution.Attempt.Number,
            Endpoint = Endpoint(execution.Node),
            StartTime = execution.DeployedAt is { } from ? Wording.Milliseconds(from) : -1,
            EndTime = execution.EndedAt is { } to ? Wording.Milliseconds(to) : -1,
            Duration = execution.DeployedAt is { } begun ? Wording.Milliseconds((execution.EndedAt ?? job.Now) - begun) : -1,
            Metrics = Traffic([subtask]),
            TaskManagerId = taskManagers.GetValueOrDefault(execution.Node, Unassigned),
            StatusDuration = Durations(execution, job.Now),
        };
    }

    public static SubtaskTimesAnswer Times(VertexInspection vertex, JobInspection job) => new(
        PathParameters.VertexId(vertex),
        vertex.Name,
        Wording.Milliseconds(job.Now),
        [.. vertex.Subtasks.Select((subtask, index) => Times(subtask, index, job))]);

    public static VertexTaskManagersAnswer TaskManagers(VertexInspection vertex, JobInspection job, IReadOnlyDictionary<string, string> taskManagers) => new(
        PathParameters.VertexId(vertex),
        vertex.Name,
        Wording.Milliseconds(job.Now),
        [
            .. Enumerable.Range(0, vertex.Subtasks.Count)
                .GroupBy(index => vertex.Subtasks[index].Execution.Node, StringComparer.Ordinal)
                .Select(group => TaskManager(vertex, group.Key, [.. group.Select(index => Subtask(vertex, index, job, taskManagers))], taskManagers)),
        ]);

    public static TrafficAnswer Traffic(IEnumerable<SubtaskInspection> subtasks)
    {
        long read = 0;
        long written = 0;
        foreach (var subtask in subtasks)
        {
            read += subtask.RecordsIn;
            written += subtask.RecordsOut;
        }

        return new TrafficAnswer { ReadRecords = read, WriteRecords = written };
    }

    /// <summary>host:port of a node's address.</summary>
    public static string Endpoint(string node) =>
        ActorPath.TryParseAddress(node, out var address) && address.Host is { } host ? $"{host}:{address.Port}" : node.Length == 0 ? Unassigned : "localhost";

    private static VertexTaskManagerAnswer TaskManager(
        VertexInspection vertex, string node, IReadOnlyList<SubtaskAnswer> subtasks, IReadOnlyDictionary<string, string> taskManagers) => new()
        {
            Endpoint = Endpoint(node),
            Status = Wording.OfAll(subtasks.Select(subtask => subtask.Status)),
            StartTime = subtasks.Min(subtask => subtask.StartTime),
            EndTime = subtasks.Any(subtask => subtask.EndTime < 0) ? -1 : subtasks.Max(subtask => subtask.EndTime),
            Duration = subtasks.Max(subtask => subtask.Duration),
            Metrics = Traffic(subtasks.Select(subtask => vertex.Subtasks[subtask.Index])),
            StatusCounts = Wording.Count(Wording.SubtaskStates, subtasks.Select(subtask => subtask.Status)),
            TaskManagerId = taskManagers.GetValueOrDefault(node, Unassigned),
            Aggregated = Aggregate(subtasks),
        };

    private static SubtaskTimeAnswer Times(SubtaskInspection subtask, int index, JobInspection job)
    {
        var execution = subtask.Execution;
        var timestamps = Wording.SubtaskStates.ToDictionary(state => state, _ => 0L, StringComparer.Ordinal);
        Set("DEPLOYING", execution.DeployedAt);
        Set("INITIALIZING", execution.InitializingAt);
        Set("RUNNING", execution.RunningAt);
        Set(Wording.Of(subtask, job.Status.State) == "FINISHED" ? "FINISHED" : "CANCELED", execution.EndedAt);
        return new SubtaskTimeAnswer(
            index,
            Endpoint(execution.Node),
            execution.DeployedAt is { } begun ? Wording.Milliseconds((execution.EndedAt ?? job.Now) - begun) : -1,
            timestamps);

        void Set(string state, DateTimeOffset? at) => timestamps[state] = at is { } time ? Wording.Milliseconds(time) : 0;
    }

    private static Dictionary<string, long> Durations(SubtaskExecution execution, DateTimeOffset now)
    {
        var end = execution.EndedAt ?? now;

        // Pages want all of these, be it that a subtask is created and scheduled in no time here.
        var durations = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["CREATED"] = 0,
            ["SCHEDULED"] = 0,
            ["DEPLOYING"] = 0,
            ["INITIALIZING"] = 0,
            ["RUNNING"] = 0,
        };
        Add("DEPLOYING", execution.DeployedAt, execution.InitializingAt);
        Add("INITIALIZING", execution.InitializingAt, execution.RunningAt);
        Add("RUNNING", execution.RunningAt, null);
        return durations;

        void Add(string state, DateTimeOffset? from, DateTimeOffset? to)
        {
            if (from is { } begun)
            {
                durations[state] = Wording.Milliseconds((to ?? end) - begun);
            }
        }
    }

    private static AggregatedAnswer Aggregate(IReadOnlyList<SubtaskAnswer> subtasks) => new(
        new Dictionary<string, StatisticsAnswer>(StringComparer.Ordinal)
        {
            ["write-records"] = Statistics(subtasks.Select(subtask => subtask.Metrics.WriteRecords)),
            ["accumulated-backpressured-time"] = Statistics(subtasks.Select(subtask => subtask.Metrics.BackpressuredMs)),
            ["accumulated-idle-time"] = Statistics(subtasks.Select(subtask => subtask.Metrics.IdleMs)),
            ["write-bytes"] = Statistics(subtasks.Select(subtask => subtask.Metrics.WriteBytes)),
            ["read-bytes"] = Statistics(subtasks.Select(subtask => subtask.Metrics.ReadBytes)),
            ["read-records"] = Statistics(subtasks.Select(subtask => subtask.Metrics.ReadRecords)),
            ["accumulated-busy-time"] = Statistics(subtasks.Select(subtask => double.IsNaN(subtask.Metrics.BusyMs) ? 0L : (long)subtask.Metrics.BusyMs)),
        },
        subtasks.SelectMany(subtask => subtask.StatusDuration).GroupBy(entry => entry.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Statistics(group.Select(entry => entry.Value)), StringComparer.Ordinal));

    private static StatisticsAnswer Statistics(IEnumerable<long> figures)
    {
        long[] sorted = [.. figures.Order()];
        if (sorted.Length == 0)
        {
            sorted = [0];
        }

        return new StatisticsAnswer
        {
            Minimum = sorted[0],
            Maximum = sorted[^1],
            Mean = sorted.Sum() / sorted.Length,
            Sum = sorted.Sum(),
            P25 = At(0.25),
            Median = At(0.5),
            P75 = At(0.75),
            P95 = At(0.95),
        };

        long At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
