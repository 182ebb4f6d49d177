using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Host.Rest.Events;
using Weir.Host.Rest.Uploads;

namespace Weir.Host.Rest;

/// <summary>What the paths are answered with.</summary>
/// <param name="Leader">Answers for the cluster.</param>
/// <param name="Operations">What was begun and is asked for.</param>
/// <param name="Settings">Of this server.</param>
/// <param name="Config">The node's configuration.</param>
/// <param name="Time">The clock.</param>
/// <param name="FindJob">The job of an id; null: there is none.</param>
/// <param name="Metrics">What /metrics shows, as text.</param>
/// <param name="Submissions">What jobs are submitted with; null: none are taken.</param>
/// <param name="Report">Is told of failures of the server itself.</param>
internal sealed record RestServices(
    LeaderQuestions Leader,
    AsynchronousOperations Operations,
    RestSettings Settings,
    Config Config,
    TimeProvider Time,
    Func<string, Task<JobHandle?>> FindJob,
    Func<string> Metrics,
    JobSubmissions? Submissions,
    Action<string> Report)
{
    public RecentAnswers Recent { get; } = new(Settings.Freshness, Time);

    public EventFeed Events { get; } = new(Leader, FindJob, Time, Report);

    /// <summary>Null: none are taken.</summary>
    public JobUploads? Uploads { get; } = Submissions?.Artifacts is { } store ? new JobUploads(store, Settings.LargestUploadBytes) : null;
}
