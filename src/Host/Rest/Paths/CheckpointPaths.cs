using Weir.Actors.History;
using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Paths;

/// <summary>The checkpoints of a job.</summary>
internal static class CheckpointPaths
{
    private const string Checkpoints = "/jobs/{jobid}/checkpoints";

    public static IEnumerable<RestRoute> All(RestServices services)
    {
        yield return RestRoute.Shared(Checkpoints, "A job's checkpoints: figures, the latest, the history", http => AllAsync(services, http));
        yield return RestRoute.Shared($"{Checkpoints}/config", "How a job's checkpoints are taken", http => ConfigAsync(services, http));
        yield return RestRoute.Shared($"{Checkpoints}/details/{{checkpointid}}", "A checkpoint with its vertices", http => DetailsAsync(services, http));
        yield return RestRoute.Shared($"{Checkpoints}/details/{{checkpointid}}/subtasks/{{vertexid}}", "A vertex's subtasks in a checkpoint", http => SubtasksAsync(services, http));
    }

    private static async Task<CheckpointsAnswer> AllAsync(RestServices services, HttpContext http) =>
        CheckpointPages.All(await services.Leader.AskAsync<CheckpointsInspection>(new InspectCheckpoints(http.JobId()), http.RequestAborted));

    private static async Task<CheckpointConfigAnswer> ConfigAsync(RestServices services, HttpContext http)
    {
        var job = await services.JobAsync(http);
        return CheckpointPages.Config(job.Checkpointing ?? throw RestFailure.NotFound($"How the checkpoints of job {job.Status.JobId} were taken is not known any more."));
    }

    private static async Task<CheckpointDetailsAnswer> DetailsAsync(RestServices services, HttpContext http)
    {
        var (facts, job) = await FindAsync(services, http);
        return CheckpointPages.Details(facts, job);
    }

    private static async Task<SubtaskCheckpointsAnswer> SubtasksAsync(RestServices services, HttpContext http)
    {
        var (facts, job) = await FindAsync(services, http);
        var vertex = PathParameters.Vertex(http.Value("vertexid"), job);
        return CheckpointPages.Subtasks(
            facts,
            facts.Vertices.FirstOrDefault(part => part.Vertex == vertex.Id)
                ?? throw RestFailure.NotFound($"There is no checkpoint statistics for task {PathParameters.VertexId(vertex)}."));
    }

    private static async Task<(CheckpointFacts Facts, JobInspection Job)> FindAsync(RestServices services, HttpContext http)
    {
        var id = PathParameters.CheckpointId(http.Value("checkpointid"));
        var job = await services.JobAsync(http);
        var found = await services.Leader.AskAsync<CheckpointInspection>(new InspectCheckpoint(job.Status.JobId, id), http.RequestAborted);
        return (found.Facts ?? throw RestFailure.NotFound($"Could not find checkpointing statistics for checkpoint {id}."), job);
    }
}
