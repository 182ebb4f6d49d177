using System.Globalization;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Host.Clusters;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Paths;

/// <summary>Jobs.</summary>
internal static class JobPaths
{
    private const int FailuresShown = 20;

    public static IEnumerable<RestRoute> All(RestServices services)
    {
        yield return RestRoute.Shared("/jobs", "The jobs and their states", http => JobsAsync(services, http));
        yield return RestRoute.Shared("/jobs/overview", "The jobs in a line each", http => OverviewAsync(services, http));
        yield return RestRoute.Get<IReadOnlyList<object>>("/jobs/metrics", "Metrics over all jobs: none", _ => Task.FromResult<IReadOnlyList<object>>([]));
        yield return RestRoute.Shared("/jobs/{jobid}", "A job with its vertices", async http => JobPages.Job(await services.JobAsync(http)));
        yield return RestRoute.Patch("/jobs/{jobid}", "Ends a job without a savepoint: mode=cancel", http => CancelAsync(services, http));

        // What the button of Flink's page asks for.
        yield return RestRoute.Get("/jobs/{jobid}/yarn-cancel", "Ends a job without a savepoint", http => CancelAsync(services, http), StatusCodes.Status202Accepted) with { HasEffect = true };
        yield return RestRoute.Get("/jobs/{jobid}/status", "A job's state", async http => new JobStatusAnswer(Wording.Of((await services.JobAsync(http)).Status.State)));
        yield return RestRoute.Shared("/jobs/{jobid}/plan", "A job's graph", async http => new JobPlanAnswer(JobPages.Plan(await services.JobAsync(http))));
        yield return RestRoute.Shared("/jobs/{jobid}/config", "How a job is run", async http => JobPages.Config(await services.JobAsync(http)));
        yield return RestRoute.Patch<SettingsBody, SettingsAnswer>(
            services, "/jobs/{jobid}/config", "Changes settings of a running job", (http, body) => ConfigureAsync(services, http, body));
        yield return RestRoute.Shared("/jobs/{jobid}/exceptions", "A job's latest failures; how many with maxExceptions", http => ExceptionsAsync(services, http), "maxExceptions");
        yield return RestRoute.Get("/jobs/{jobid}/accumulators", "A job's accumulators: there are none", http => AccumulatorsAsync(services, http));
        yield return RestRoute.Shared("/jobs/{jobid}/metrics", "A job's metrics; their values with get=NAME,NAME", http => MetricsAsync(services, http), MetricQuery.Get);
    }

    private static async Task<JobsAnswer> JobsAsync(RestServices services, HttpContext http)
    {
        var jobs = await services.Leader.AskAsync<JobsInspection>(InspectJobs.Instance, http.RequestAborted);
        return new JobsAnswer([.. jobs.Jobs.Select(job => new JobIdAnswer(job.Status.JobId, Wording.Of(job.Status.State)))]);
    }

    private static async Task<JobsOverviewAnswer> OverviewAsync(RestServices services, HttpContext http)
    {
        var jobs = await services.Leader.AskAsync<JobsInspection>(InspectJobs.Instance, http.RequestAborted);
        var now = services.Time.GetUtcNow();
        return new JobsOverviewAnswer([.. jobs.Jobs.Select(job => JobPages.Overview(job, now))]);
    }

    private static async Task<EmptyAnswer> CancelAsync(RestServices services, HttpContext http)
    {
        var id = http.JobId();
        var mode = http.Request.Query["mode"].ToString();
        if (mode is not ("" or "cancel"))
        {
            throw RestFailure.BadRequest(
                mode == "stop"
                    ? "The mode \"stop\" is none any more: POST to /jobs/:jobid/stop takes a savepoint and stops the job; mode=cancel ends it without one."
                    : $"Bad request, could not parse parameters: Cannot resolve query parameter (mode) from value \"{mode}\".");
        }

        var job = await services.Leader.AskNowAsync<JobInspection>(new InspectJob(id), cancellationToken: http.RequestAborted);
        if (job.Status.State is JobState.Finished or JobState.Failed)
        {
            throw RestFailure.Conflict($"Job cancellation failed because the job has already reached another terminal state ({Wording.Of(job.Status.State)}).");
        }

        if (job.Status.State != JobState.Cancelled)
        {
            await services.Leader.AskNowAsync<CancelHeard>(new CancelJob(id), cancellationToken: http.RequestAborted);
        }

        return new EmptyAnswer();
    }

    private static async Task<SettingsAnswer> ConfigureAsync(RestServices services, HttpContext http, SettingsBody body)
    {
        var id = http.JobId();
        var job = await services.Leader.AskNowAsync<JobInspection>(new InspectJob(id), cancellationToken: http.RequestAborted);
        if (job.Status.State >= JobState.Finished)
        {
            throw RestFailure.Conflict($"Job {id} has ended ({Wording.Of(job.Status.State)}): its settings can't be changed any more.");
        }

        var settings = string.Join('\n', body.Settings.Select(setting => LiveSettingText.Of(setting.Key, setting.Value)));
        var answer = await services.Leader.AskNowAsync<ConfigureAnswer>(new ConfigureJob(id, settings), cancellationToken: http.RequestAborted);
        return answer.Problem is { } problem ? throw RestFailure.BadRequest(problem) : new SettingsAnswer(answer.Settings);
    }

    private static async Task<ExceptionsAnswer> ExceptionsAsync(RestServices services, HttpContext http)
    {
        var text = http.Request.Query["maxExceptions"].ToString();
        var most = FailuresShown;
        if (text.Length > 0 && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out most))
        {
            throw RestFailure.BadRequest($"Bad request, could not parse parameters: Cannot resolve query parameter (maxExceptions) from value \"{text}\".");
        }

        var job = await services.JobAsync(http);
        return JobPages.Exceptions(job, most, await services.TaskManagerIdsAsync(http));
    }

    private static async Task<AccumulatorsAnswer> AccumulatorsAsync(RestServices services, HttpContext http)
    {
        await services.JobAsync(http);
        return new AccumulatorsAnswer([], [], new Dictionary<string, string>(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<object>> MetricsAsync(RestServices services, HttpContext http)
    {
        var job = await services.JobAsync(http);
        var checkpoints = await services.Leader.AskAsync<CheckpointsInspection>(new InspectCheckpoints(job.Status.JobId), http.RequestAborted);
        var metrics = JobMetrics.Of(job, checkpoints);
        return MetricQuery.Names(http) is { } names
            ? [.. names.Where(metrics.ContainsKey).Select(name => new MetricAnswer(name, metrics[name]))]
            : [.. metrics.Keys.Select(name => new MetricNameAnswer(name))];
    }
}
