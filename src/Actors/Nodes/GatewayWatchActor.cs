using Akka.Actor;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.Nodes;

/// <summary>Watches a job on behalf of one client. It says so again and again, so a leader that has come new knows of it soon.</summary>
internal sealed class GatewayWatchActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly IActorRef _jobManager;
    private readonly IActorRef _watcher;
    private string? _jobId;

    /// <param name="jobManager">The way to the leader.</param>
    /// <param name="jobId">Null: that of the first status that comes.</param>
    /// <param name="watcher">The client's.</param>
    public GatewayWatchActor(IActorRef jobManager, string? jobId, IActorRef watcher)
    {
        _jobManager = jobManager;
        _watcher = watcher;
        _jobId = jobId;
        Receive<Again>(_ => Say());
        Receive<Terminated>(_ => Context.Stop(Self));
        Receive<JobEnded>(End);
        Receive<NoSuchJob>(End);
        Receive<JobStatus>(status =>
        {
            _jobId ??= status.JobId;
            _watcher.Tell(status);
        });
        ReceiveAny(message => _watcher.Tell(message));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef jobManager, string? jobId, IActorRef watcher) =>
        Akka.Actor.Props.Create(() => new GatewayWatchActor(jobManager, jobId, watcher));

    protected override void PreStart()
    {
        Context.Watch(_watcher);
        Say();
        Timers.StartPeriodicTimer(nameof(Again), Again.Instance, Interval);
    }

    protected override void PostStop()
    {
        if (_jobId is not null)
        {
            _jobManager.Tell(new UnwatchJob(_jobId, Self));
        }
    }

    private void Say()
    {
        if (_jobId is not null)
        {
            _jobManager.Tell(new WatchJob(_jobId, Self));
        }
    }

    private void End(object last)
    {
        _watcher.Tell(last);
        Context.Stop(Self);
    }

    private sealed class Again
    {
        public static readonly Again Instance = new();
    }
}
