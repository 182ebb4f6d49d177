using Weir.Actors.Messages;

namespace Weir.Host.Rest.Paths;

/// <summary>What a request is about.</summary>
internal static class RouteValues
{
    public static string Value(this HttpContext http, string name) => http.Request.RouteValues[name]?.ToString() ?? "";

    public static string JobId(this HttpContext http) => PathParameters.JobId(http.Value("jobid"));

    public static Task<JobInspection> JobAsync(this RestServices services, HttpContext http) =>
        services.Leader.AskAsync<JobInspection>(new InspectJob(http.JobId()), http.RequestAborted);

    /// <summary>The ids of the task managers, by the address of their node.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> TaskManagerIdsAsync(this RestServices services, HttpContext http)
    {
        var known = await services.Leader.AskAsync<TaskManagerList>(ListTaskManagers.Instance, http.RequestAborted);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var taskManager in known.TaskManagers)
        {
            ids[TaskManagerPages.Address(taskManager)] = TaskManagerPages.Id(taskManager);
        }

        return ids;
    }
}
