using System.Runtime.InteropServices;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Host.Rest.Answers;

namespace Weir.Host.Rest.Paths;

/// <summary>The cluster as a whole, and this node.</summary>
internal static class ClusterPaths
{
    private const string LogElsewhere = "A node of Weir writes its log to its standard error: see where that of this node goes.\n";

    public static IEnumerable<RestRoute> All(RestServices services)
    {
        yield return RestRoute.Get("/overview", "How many task managers, slots and jobs there are", http => OverviewAsync(services, http));
        yield return RestRoute.Get("/config", "What a web page wants to know of this server", _ => Task.FromResult(Config(services)));
        yield return RestRoute.Get("/taskmanagers", "The task managers", http => TaskManagersAsync(services, http));
        yield return RestRoute.Get("/taskmanagers/{taskmanagerid}", "A task manager", http => TaskManagerAsync(services, http));
        yield return RestRoute.Get<IReadOnlyList<MetricNameAnswer>>("/taskmanagers/metrics", "Metrics over the task managers: none", _ => Task.FromResult<IReadOnlyList<MetricNameAnswer>>([]));
        yield return RestRoute.Get("/jobmanager/config", "The settings of this node; secrets are not shown", _ => Task.FromResult(Settings(services)));
        yield return RestRoute.Get("/jobmanager/environment", "The process of this node", _ => Task.FromResult(Environment()));
        yield return RestRoute.Get("/jobmanager/metrics", "Metrics of this node; their values with get=NAME,NAME", http => Task.FromResult(ProcessMetrics.Answer(http)));
        foreach (var who in (string[])["/jobmanager", "/taskmanagers/{taskmanagerid}"])
        {
            yield return RestRoute.Get($"{who}/logs", "Files of the log: there are none, it goes to standard error", http => Of(services, http, new LogsAnswer([])));
            yield return RestRoute.Get($"{who}/log", "The log: it goes to standard error", http => Of(services, http, LogElsewhere));
            yield return RestRoute.Get($"{who}/stdout", "Standard output: it goes to whoever started the node", http => Of(services, http, LogElsewhere));
            yield return RestRoute.Get($"{who}/thread-dump", "Threads: none are shown", http => Of(services, http, new ThreadDumpAnswer([])));
        }

        yield return RestRoute.Get<IReadOnlyList<MetricNameAnswer>>(
            "/taskmanagers/{taskmanagerid}/metrics", "Metrics of a task manager: they are at /metrics of its node", http => Of<IReadOnlyList<MetricNameAnswer>>(services, http, []));
        yield return RestRoute.Delete("/cluster", "Ends all nodes; the jobs stay, and go on when the cluster is started again", http => ShutDownAsync(services, http));
        yield return RestRoute.Get("/datasets", "Cached data sets: there are none", _ => Task.FromResult(new DataSetsAnswer([])));
    }

    private static async Task<OverviewAnswer> OverviewAsync(RestServices services, HttpContext http)
    {
        var jobs = await services.Leader.AskAsync<JobsInspection>(InspectJobs.Instance, http.RequestAborted);
        var taskManagers = await services.Leader.AskAsync<TaskManagerList>(ListTaskManagers.Instance, http.RequestAborted);
        return new OverviewAnswer
        {
            TaskManagers = taskManagers.TaskManagers.Count,
            SlotsTotal = taskManagers.TaskManagers.Sum(each => each.Slots),
            SlotsAvailable = taskManagers.TaskManagers.Where(each => !each.IsLeaving).Sum(each => each.Slots - each.UsedSlots),
            JobsRunning = jobs.Jobs.Count(job => !Wording.IsOver(job.Status.State)),
            JobsFinished = jobs.Jobs.Count(job => job.Status.State == JobState.Finished),
            JobsCancelled = jobs.Jobs.Count(job => job.Status.State == JobState.Cancelled),
            JobsFailed = jobs.Jobs.Count(job => job.Status.State == JobState.Failed),
            Version = ProductVersion.Number,
            Commit = ProductVersion.Commit,
        };
    }

    private static async Task<EmptyAnswer> ShutDownAsync(RestServices services, HttpContext http)
    {
        var answer = await services.Leader.AskNowAsync<ClusterShutsDown>(ShutDownCluster.Instance, cancellationToken: http.RequestAborted);
        return answer.Problem is { } problem ? throw RestFailure.Conflict(problem) : new EmptyAnswer();
    }

    private static ConfigAnswer Config(RestServices services) => new()
    {
        RefreshIntervalMs = Wording.Milliseconds(services.Settings.RefreshInterval),
        TimeZoneName = TimeZoneInfo.Local.DisplayName,
        TimeZoneOffsetMs = Wording.Milliseconds(TimeZoneInfo.Local.GetUtcOffset(services.Time.GetUtcNow())),
        Version = ProductVersion.Number,
        Revision = ProductVersion.Text,
        Features = new FeaturesAnswer(Submit: services.Settings.AllowsSubmission && services.Submissions?.Artifacts is not null, Cancel: true, Rescale: false, History: false),
    };

    private static async Task<TaskManagersAnswer> TaskManagersAsync(RestServices services, HttpContext http)
    {
        var known = await services.Leader.AskAsync<TaskManagerList>(ListTaskManagers.Instance, http.RequestAborted);
        return new TaskManagersAnswer([.. known.TaskManagers.Select(TaskManagerPages.TaskManager)]);
    }

    private static async Task<T> Of<T>(RestServices services, HttpContext http, T answer)
    {
        if (http.Value("taskmanagerid").Length > 0)
        {
            await TaskManagerAsync(services, http);
        }

        return answer;
    }

    private static async Task<TaskManagerAnswer> TaskManagerAsync(RestServices services, HttpContext http)
    {
        var id = http.Value("taskmanagerid");
        var known = await services.Leader.AskAsync<TaskManagerList>(ListTaskManagers.Instance, http.RequestAborted);
        var found = known.TaskManagers.FirstOrDefault(each => TaskManagerPages.Id(each) == id)
            ?? throw RestFailure.NotFound($"TaskManager {id} not found");
        return TaskManagerPages.Details(found);
    }

    private static IReadOnlyList<SettingAnswer> Settings(RestServices services) =>
        [.. EffectiveSettings.Of(services.Config).Select(setting => new SettingAnswer(setting.Key, setting.Value))];

    private static EnvironmentAnswer Environment() => new(
        new RuntimeAnswer(
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}",
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            []),
        [AppContext.BaseDirectory]);
}
