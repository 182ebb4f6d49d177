using Akka.Actor;
using Akka.Event;

namespace Weir.Actors.JobManagers;

/// <summary>
/// Keeps a job manager running on this node as long as it is this node's turn: one that had to end, for its journal
/// could not be written for instance, starts again after a delay, as a new leader that knows nothing but the journal.
/// </summary>
internal sealed class JobManagerSupervisor : ReceiveActor, IWithTimers
{
    /// <summary>
    /// A node that stood still, or was cut off, learns that it has been put out of the cluster; until then it must not take
    /// over from the leader that followed it.
    /// </summary>
    private static readonly TimeSpan AfterOverthrow = TimeSpan.FromSeconds(20);

    private readonly Props _jobManager;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _current = ActorRefs.Nobody;
    private bool _wasOverthrown;
    private long _started;

    public JobManagerSupervisor(Props jobManager, TimeSpan restartDelay)
    {
        _jobManager = jobManager;
        Receive<Overthrown>(_ => _wasOverthrown = true);
        Receive<Ended>(_ =>
        {
            TimeSpan delay = _wasOverthrown && restartDelay < AfterOverthrow ? AfterOverthrow : restartDelay;
            _wasOverthrown = false;
            _log.Warning("The job manager of this node has ended; the next one starts in {0}, if this node still is to lead then.", delay);
            _current = ActorRefs.Nobody;
            Timers.StartSingleTimer(StartAgain.Instance, StartAgain.Instance, delay);
        });
        Receive<StartAgain>(_ => Start());
        ReceiveAny(message =>
        {
            // Meanwhile nobody is here to listen: whoever needs an answer asks again.
            if (!_current.IsNobody())
            {
                _current.Forward(message);
            }
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Props jobManager, TimeSpan restartDelay) =>
        Akka.Actor.Props.Create(() => new JobManagerSupervisor(jobManager, restartDelay));

    protected override void PreStart() => Start();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Start()
    {
        _current = Context.ActorOf(_jobManager, $"leader-{++_started}");
        Context.WatchWith(_current, new Ended());
    }

    private sealed record Ended : INoSerializationVerificationNeeded;

    private sealed record StartAgain : INoSerializationVerificationNeeded
    {
        public static readonly StartAgain Instance = new();
    }
}
