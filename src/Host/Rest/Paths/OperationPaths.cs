using Weir.Actors.Clients;
using Weir.Actors.Coordination;
using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;
using Weir.Host.Rest.Bodies;
using Weir.State;

namespace Weir.Host.Rest.Paths;

/// <summary>What takes its time: it is begun by one request, and its outcome asked for by others.</summary>
internal static class OperationPaths
{
    private const string Checkpoints = "/jobs/{jobid}/checkpoints";
    private const string Savepoints = "/jobs/{jobid}/savepoints";
    private const string Disposal = "/savepoint-disposal";
    private static readonly TimeSpan DisposalPatience = TimeSpan.FromMinutes(10);

    public static IEnumerable<RestRoute> All(RestServices services)
    {
        yield return RestRoute.Post<CheckpointBody, TriggerAnswer>(
            services, Checkpoints, "Takes a checkpoint now", (http, body) => BeginCheckpointAsync(services, http.JobId(), body));
        yield return RestRoute.Get($"{Checkpoints}/{{triggerid}}", "What became of a checkpoint that was asked for", http => FindAsync(services, http, OperationKind.Checkpoint));
        yield return RestRoute.Post<SavepointBody, TriggerAnswer>(
            services, Savepoints, "Takes a savepoint, and stops the job if cancel-job is true", (http, body) => BeginSavepointAsync(services, http.JobId(), body));
        yield return RestRoute.Post<StopBody, TriggerAnswer>(
            services, "/jobs/{jobid}/stop", "Takes a savepoint and stops the job; the outcome is asked for as a savepoint's", (http, body) => BeginStopAsync(services, http.JobId(), body));
        yield return RestRoute.Get($"{Savepoints}/{{triggerid}}", "What became of a savepoint that was asked for", http => FindAsync(services, http, OperationKind.Savepoint));
        yield return RestRoute.Post<DisposalBody, TriggerAnswer>(
            services, Disposal, "Deletes a savepoint", (_, body) => BeginDisposalAsync(services, body), StatusCodes.Status200OK);
        yield return RestRoute.Get($"{Disposal}/{{triggerid}}", "What became of a savepoint that was to be deleted", http => FindAsync(services, http, OperationKind.Disposal));
    }

    private static Task<TriggerAnswer> BeginCheckpointAsync(RestServices services, string jobId, CheckpointBody body) =>
        BeginAsync(services, OperationKind.Checkpoint, jobId, body.TriggerId, async () =>
        {
            var job = await JobAsync(services, jobId);
            return new OperationOutcomeAnswer { CheckpointId = await job.TriggerCheckpointAsync() };
        });

    private static Task<TriggerAnswer> BeginSavepointAsync(RestServices services, string jobId, SavepointBody body) => BeginSavepointAsync(
        services, body.TriggerId, new TriggerSavepoint(jobId, SavepointFolder.Of(body.TargetDirectory), Format(body.Format), body.CancelJob == true ? StopMode.Suspend : StopMode.None));

    private static Task<TriggerAnswer> BeginStopAsync(RestServices services, string jobId, StopBody body) => BeginSavepointAsync(
        services, body.TriggerId, new TriggerSavepoint(jobId, SavepointFolder.Of(body.TargetDirectory), Format(body.Format), body.Drain == true ? StopMode.Drain : StopMode.Suspend));

    private static Task<TriggerAnswer> BeginSavepointAsync(RestServices services, string? triggerId, TriggerSavepoint trigger) =>
        BeginAsync(services, OperationKind.Savepoint, trigger.JobId, triggerId, async () =>
        {
            var job = await JobAsync(services, trigger.JobId);
            var location = await job.TriggerSavepointAsync(trigger);
            if (trigger.Stop != StopMode.None)
            {
                await job.Completion;
            }

            return new OperationOutcomeAnswer { Location = location };
        });

    /// <summary>Hears of the job's end and of another leader, too: then nobody is left who would say what became of it.</summary>
    private static async Task<JobClient> JobAsync(RestServices services, string jobId) =>
        await services.FindJob(jobId) is { } job ? job.Client : throw RestFailure.NotFound($"Job {jobId} not found");

    private static Task<TriggerAnswer> BeginDisposalAsync(RestServices services, DisposalBody body)
    {
        if (body.SavepointPath is not { Length: > 0 } path)
        {
            throw RestFailure.BadRequest("Field savepoint-path must not be omitted or be null.");
        }

        return BeginAsync(services, OperationKind.Disposal, "", body.TriggerId, async () =>
        {
            var answer = await services.Leader.AskNowAsync<SavepointDisposed>(new DisposeSavepoint(SavepointFolder.Of(path)!), DisposalPatience);
            return answer.Problem is { } problem ? new OperationOutcomeAnswer { Failure = OperationFailure.Of("DisposalFailed", problem) } : new OperationOutcomeAnswer();
        });
    }

    private static async Task<TriggerAnswer> BeginAsync(RestServices services, OperationKind kind, string jobId, string? triggerId, Func<Task<OperationOutcomeAnswer>> begin)
    {
        var trigger = triggerId is null ? Guid.NewGuid().ToString("N") : PathParameters.TriggerId(triggerId);
        return new TriggerAnswer(await services.Operations.BeginAsync(new OperationKey(kind, jobId, trigger), isNew: triggerId is null, begin));
    }

    private static async Task<OperationAnswer> FindAsync(RestServices services, HttpContext http, OperationKind kind)
    {
        var jobId = kind == OperationKind.Disposal ? "" : http.JobId();
        var trigger = PathParameters.TriggerId(http.Value("triggerid"));
        return await services.Operations.FindAsync(new OperationKey(kind, jobId, trigger), http.RequestAborted)
            ?? throw RestFailure.NotFound(
                $"There is no {kind.ToString().ToLowerInvariant()} operation with triggerId={trigger}{(jobId.Length == 0 ? "" : $" for job {jobId}")}. It was never begun, or is forgotten.");
    }

    private static SavepointFormat Format(SavepointFormatName? name) => name == SavepointFormatName.Native ? SavepointFormat.Native : SavepointFormat.Canonical;
}
