using Weir.Actors.History;
using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Paths;

/// <summary>The vertices of a job.</summary>
internal static class VertexPaths
{
    // As in Flink's page: above a tenth of the time it is low, above half of it high.
    private const double LowFrom = 0.1;
    private const double HighFrom = 0.5;
    private const string Vertex = "/jobs/{jobid}/vertices/{vertexid}";

    public static IEnumerable<RestRoute> All(RestServices services)
    {
        yield return RestRoute.Shared(Vertex, "A vertex with its subtasks", http => VertexAsync(services, http));
        yield return RestRoute.Shared($"{Vertex}/subtasks/{{subtaskindex}}", "A subtask", http => SubtaskAsync(services, http));
        yield return RestRoute.Shared($"{Vertex}/subtasktimes", "When a vertex's subtasks were in which state", http => Of(services, http, VertexPages.Times));
        yield return RestRoute.Shared($"{Vertex}/taskmanagers", "A vertex's subtasks by task manager", http => TaskManagersAsync(services, http));
        yield return RestRoute.Shared($"{Vertex}/watermarks", "The watermarks of a vertex's subtasks", http => Of(services, http, (vertex, _) => VertexMetrics.Watermarks(vertex)));
        yield return RestRoute.Shared($"{Vertex}/backpressure", "How busy and how backpressured a vertex's subtasks are", http => Of(services, http, Backpressure));
        yield return RestRoute.Shared($"{Vertex}/accumulators", "A vertex's accumulators: there are none", http => Of(services, http, (vertex, _) => new VertexAccumulatorsAnswer(PathParameters.VertexId(vertex), [])));
        yield return RestRoute.Shared(
            $"{Vertex}/subtasks/accumulators",
            "A vertex's accumulators by subtask: there are none",
            http => Of(services, http, (vertex, _) => new SubtaskAccumulatorsAnswer(PathParameters.VertexId(vertex), vertex.Subtasks.Count, [])));
        yield return RestRoute.Shared($"{Vertex}/metrics", "A vertex's metrics by subtask; their values with get=INDEX.NAME", http => Of(services, http, (vertex, _) => VertexMetrics.BySubtask(vertex, http)), MetricQuery.Get);
        yield return RestRoute.Shared($"{Vertex}/subtasks/metrics", "A vertex's metrics over its subtasks; their values with get=NAME", http => Of(services, http, (vertex, _) => VertexMetrics.Aggregated(vertex, http)), MetricQuery.Get);
        yield return RestRoute.Shared($"{Vertex}/flamegraph", "A vertex's flame graph: none is taken", http => Of(services, http, (_, job) => new FlameGraphAnswer(Wording.Milliseconds(job.Now), null)));
    }

    private static async Task<VertexAnswer> VertexAsync(RestServices services, HttpContext http)
    {
        var job = await services.JobAsync(http);
        return VertexPages.Vertex(PathParameters.Vertex(http.Value("vertexid"), job), job, await services.TaskManagerIdsAsync(http));
    }

    private static async Task<SubtaskAnswer> SubtaskAsync(RestServices services, HttpContext http)
    {
        var job = await services.JobAsync(http);
        var vertex = PathParameters.Vertex(http.Value("vertexid"), job);
        var index = PathParameters.SubtaskIndex(http.Value("subtaskindex"), vertex);
        return VertexPages.Subtask(vertex, index, job, await services.TaskManagerIdsAsync(http));
    }

    private static async Task<VertexTaskManagersAnswer> TaskManagersAsync(RestServices services, HttpContext http)
    {
        var job = await services.JobAsync(http);
        return VertexPages.TaskManagers(PathParameters.Vertex(http.Value("vertexid"), job), job, await services.TaskManagerIdsAsync(http));
    }

    private static async Task<T> Of<T>(RestServices services, HttpContext http, Func<VertexInspection, JobInspection, T> answer)
    {
        var job = await services.JobAsync(http);
        return answer(PathParameters.Vertex(http.Value("vertexid"), job), job);
    }

    private static BackpressureAnswer Backpressure(VertexInspection vertex, JobInspection job)
    {
        if (vertex.Subtasks.All(subtask => subtask.Activity is null))
        {
            // What clients take for: it has not been measured.
            return new BackpressureAnswer { Status = "deprecated", Level = null, EndTimestamp = null, Subtasks = null };
        }

        SubtaskBackpressureAnswer[] subtasks =
        [
            .. vertex.Subtasks.Select((subtask, index) => new SubtaskBackpressureAnswer
            {
                Index = index,
                Level = Level(subtask.Activity?.Backpressured ?? 0),
                Ratio = subtask.Activity?.Backpressured ?? 0,
                IdleRatio = subtask.Activity?.Idle ?? 0,
                BusyRatio = subtask.Activity?.Busy ?? 0,
            }),
        ];
        return new BackpressureAnswer
        {
            Status = "ok",
            Level = Level(subtasks.Max(subtask => subtask.Ratio)),
            EndTimestamp = Wording.Milliseconds(job.Now),
            Subtasks = subtasks,
        };
    }

    private static string Level(double share) => share switch
    {
        <= LowFrom => "ok",
        <= HighFrom => "low",
        _ => "high",
    };
}
