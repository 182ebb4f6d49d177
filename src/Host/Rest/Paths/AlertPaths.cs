using Weir.Actors.Alerts;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Paths;

/// <summary>Alerts: Weir's own.</summary>
internal static class AlertPaths
{
    public static IEnumerable<RestRoute> All(RestServices services)
    {
        yield return RestRoute.Get("/alerts", "The latest alerts of all jobs, the latest first", http => ListAsync(services, http, jobId: null));
        yield return RestRoute.Get("/jobs/{jobid}/alerts", "A job's latest alerts, the latest first", async http =>
        {
            var job = await services.JobAsync(http);
            return await ListAsync(services, http, job.Status.JobId);
        });
    }

    private static async Task<AlertsAnswer> ListAsync(RestServices services, HttpContext http, string? jobId)
    {
        var known = await services.Leader.AskAsync<AlertList>(new ListAlerts(jobId), http.RequestAborted);
        return new AlertsAnswer([.. known.Alerts.Select(alert => AlertPost.Json(alert))]);
    }
}
