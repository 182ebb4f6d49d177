using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Weir.Actors.Messages;

namespace Weir.Actors.Nodes;

/// <summary>
/// Ends a cluster from the leader's node: the others first, so that none of them takes over what is not to go on, then this one.
/// </summary>
internal sealed class ClusterEndingActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(1);

    /// <summary>How long other nodes are waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<UniqueAddress, Member> _others = [];
    private readonly Action _end;
    private bool _isEnding;

    /// <param name="end">Has this node leave its cluster and end.</param>
    public ClusterEndingActor(Action end)
    {
        _end = end;
        Receive<ClusterEvent.CurrentClusterState>(state =>
        {
            foreach (Member member in state.Members.Where(member => member.UniqueAddress != _cluster.SelfUniqueAddress))
            {
                _others[member.UniqueAddress] = member;
            }

            Say();
            EndIfAlone();
        });
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            _others.Remove(removed.Member.UniqueAddress);
            EndIfAlone();
        });
        Receive<ClusterEvent.IMemberEvent>(changed =>
        {
            if (changed.Member.UniqueAddress != _cluster.SelfUniqueAddress)
            {
                _others[changed.Member.UniqueAddress] = changed.Member;
            }
        });
        Receive<SayAgain>(_ => Say());
        Receive<WaitedLongEnough>(_ =>
        {
            _log.Warning("The cluster is shut down, and these nodes have not left it in {0}: {1}", Patience, string.Join(", ", _others.Values.Select(member => member.Address)));
            End();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Action end) => Akka.Actor.Props.Create(() => new ClusterEndingActor(end));

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer(nameof(SayAgain), SayAgain.Instance, SayEvery);
        Timers.StartSingleTimer(nameof(WaitedLongEnough), WaitedLongEnough.Instance, Patience);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Say()
    {
        foreach (Member member in _others.Values)
        {
            Context.ActorSelection(new RootActorPath(member.Address) / "user" / "weir").Tell(ClusterEnds.Instance);
        }
    }

    private void EndIfAlone()
    {
        if (_others.Count == 0)
        {
            End();
        }
    }

    private void End()
    {
        if (!_isEnding)
        {
            _isEnding = true;
            _end();
        }
    }

    private sealed record SayAgain : INoSerializationVerificationNeeded
    {
        public static readonly SayAgain Instance = new();
    }

    private sealed record WaitedLongEnough : INoSerializationVerificationNeeded
    {
        public static readonly WaitedLongEnough Instance = new();
    }
}
