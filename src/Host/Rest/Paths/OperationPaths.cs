using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Paths;

/// <summary>What takes its time: it is begun by one request, and its outcome asked for by others.</summary>
internal static class OperationPaths
{
    private const string Checkpoints = "/jobs/{jobid}/checkpoints";
    private const string Checkpoint = "checkpoint";

    public static IEnumerable<RestRoute> All(RestServices services)
    {
        yield return RestRoute.Post<CheckpointBody, TriggerAnswer>(Checkpoints, "Takes a checkpoint now", (http, body) => TriggerCheckpointAsync(services, http, body));
        yield return RestRoute.Get($"{Checkpoints}/{{triggerid}}", "What became of a checkpoint that was asked for", http => FindAsync(services, http, Checkpoint));
    }

    private static async Task<TriggerAnswer> TriggerCheckpointAsync(RestServices services, HttpContext http, CheckpointBody body)
    {
        var jobId = http.JobId();
        var trigger = NewTrigger(body.TriggerId);
        await services.Leader.AskAsync<JobInspection>(new InspectJob(jobId), http.RequestAborted);
        return new TriggerAnswer(services.Operations.Begin(new OperationKey(Checkpoint, jobId, trigger), async () =>
        {
            var answer = await services.Leader.AskNowAsync<CheckpointAnswer>(new TriggerNow(jobId), Timeout.InfiniteTimeSpan);
            return answer.CheckpointId is { } id
                ? new OperationOutcomeAnswer { CheckpointId = id }
                : new OperationOutcomeAnswer { Failure = OperationFailure.Of("CheckpointFailed", $"The checkpoint was not taken ({answer.Reason}): {answer.Message}") };
        }));
    }

    private static async Task<OperationAnswer> FindAsync(RestServices services, HttpContext http, string kind)
    {
        var jobId = http.JobId();
        var trigger = PathParameters.TriggerId(http.Value("triggerid"));
        return await services.Operations.FindAsync(new OperationKey(kind, jobId, trigger))
            ?? throw RestFailure.NotFound($"There is no {kind} operation with triggerId={trigger} for job {jobId}; it was asked for at another node, or is forgotten.");
    }

    private static string NewTrigger(string? given) => given is null ? Guid.NewGuid().ToString("N") : PathParameters.TriggerId(given);
}
