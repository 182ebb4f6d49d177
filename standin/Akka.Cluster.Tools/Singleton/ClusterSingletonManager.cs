using Akka.Actor;
using Akka.Configuration;
using Akka.Coordination;
using Akka.Event;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>
/// Runs a singleton on the oldest member. One manager is to be started on each node of the role, at the same path. A
/// node that becomes the oldest does not start the singleton before every node that may still run it has said that it
/// does not, or has been removed for as long as the removal margin.
/// </summary>
public sealed partial class ClusterSingletonManager : FSM<ClusterSingletonState, IClusterSingletonData>
{
    private const string RetryTimer = "hand-over-retry";
    private const string LeaseTimer = "lease-retry";

    private static readonly Config s_defaults =
        ConfigurationFactory.FromResource<ClusterSingletonManager>("Akka.Cluster.Tools.Singleton.reference.conf");

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Props _singletonProps;
    private readonly object _terminationMessage;
    private readonly ClusterSingletonManagerSettings _settings;
    private readonly TimeSpan _removalMargin;
    private readonly int _maximumRetries;
    private readonly Lease _lease;
    private readonly MembersByAge _members;

    /// <summary>Nodes that may run the singleton, as far as this one knows.</summary>
    private readonly HashSet<UniqueAddress> _mayRun = [];

    /// <summary>Whom to tell when the singleton has stopped here.</summary>
    private readonly HashSet<IActorRef> _askers = [];
    private readonly TaskCompletionSource<Done> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _retries;
    private bool _selfExiting;
    private bool _selfDown;

    /// <summary>Whether this node is on its way out of the cluster, so that it will not run the singleton again.</summary>
    private bool _isOut;

    public ClusterSingletonManager(Props singletonProps, object terminationMessage, ClusterSingletonManagerSettings settings)
    {
        if (!string.IsNullOrEmpty(settings.Role) && !_cluster.SelfRoles.Contains(settings.Role))
            throw new ArgumentException($"This cluster member [{_cluster.SelfAddress}] doesn't have the role [{settings.Role}]: a singleton's manager runs on members of its role only.", nameof(settings));
        _singletonProps = singletonProps;
        _terminationMessage = terminationMessage;
        _settings = settings;
        _removalMargin = settings.RemovalMargin > TimeSpan.Zero ? settings.RemovalMargin : _cluster.DowningProvider.DownRemovalMargin;
        _maximumRetries = Math.Max(
            Context.System.Settings.Config.GetInt("akka.cluster.singleton.min-number-of-hand-over-retries", 15),
            (int)(_removalMargin / settings.HandOverRetryInterval) + 3);
        _members = new MembersByAge(settings.Role, settings.ConsiderAppVersion);
        if (settings.LeaseSettings is { } lease)
        {
            _lease = LeaseProvider.Get(Context.System).GetLease(
                $"{Context.System.Name}-singleton-{Self.Path}", lease.LeaseImplementation, _cluster.SelfAddress.HostPort());
        }

        Serialization.ClusterSingletonMessageSerializer.AddTo((ExtendedActorSystem)Context.System);
        StartWith(ClusterSingletonState.Start, Data.None);
        DefineStates();
        Initialize();
    }

    private UniqueAddress Me => _cluster.SelfUniqueAddress;

    private bool IsOldest => !_isOut && _members.Oldest?.UniqueAddress == Me;

    /// <summary>The others look past a node that exits, so they would not wait for one that starts there.</summary>
    private bool MayStart => IsOldest && _cluster.SelfMember.Status is (MemberStatus.Up or MemberStatus.Leaving);

    /// <summary>The singleton stops at once, without a message to it.</summary>
    public static Props Props(Props singletonProps, ClusterSingletonManagerSettings settings) =>
        Props(singletonProps, PoisonPill.Instance, settings);

    /// <param name="singletonProps">The singleton.</param>
    /// <param name="terminationMessage">Tells it to stop, so that another node can go on; it may take its time.</param>
    /// <param name="settings">Where it runs.</param>
    public static Props Props(Props singletonProps, object terminationMessage, ClusterSingletonManagerSettings settings) =>
        Actor.Props.Create(() => new ClusterSingletonManager(singletonProps, terminationMessage, settings)).WithDeploy(Deploy.Local);

    public static Config DefaultConfig() => s_defaults;

    protected override void PreStart()
    {
        base.PreStart();
        var (self, exited, cluster) = (Self, _exited.Task, _cluster);
        CoordinatedShutdown.Get(Context.System).AddTask(CoordinatedShutdown.PhaseClusterExiting, $"singleton-exiting-{Self.Path.Name}", () =>
        {
            if (cluster.IsTerminated || cluster.SelfMember.Status is MemberStatus.Down or MemberStatus.Removed)
                return Task.FromResult(Done.Instance);
            self.Tell(SelfExiting.Instance);
            return exited;
        });
        _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.ClusterShuttingDown));
    }

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _lease?.Release().ContinueWith(
            (release, log) => ((ILoggingAdapter)log).Warning(release.Exception, "The lease of a singleton could not be given back"),
            _log,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        _exited.TrySetResult(Done.Instance);
        base.PostStop();
    }

    protected override bool Receive(object message)
    {
        // What has become of the members holds in every state, so it is taken over before the state looks at it.
        Follow(message);
        return base.Receive(message);
    }

    private void AskForHandOver()
    {
        foreach (var node in _mayRun)
            Peer(node.Address).Tell(HandOverToMe.Instance, Self);
    }

    private ActorSelection Peer(Address address) => Context.ActorSelection(new RootActorPath(address) / Self.Path.Elements);

    private IActorRef StartSingleton()
    {
        _log.Info("Singleton manager starting singleton actor [{0}]", Self.Path / _settings.SingletonName);
        return Context.Watch(Context.ActorOf(_singletonProps, _settings.SingletonName));
    }

    private void TellAskers()
    {
        foreach (var asker in _askers)
            asker.Tell(HandOverDone.Instance);
        _askers.Clear();
    }

    /// <summary>Takes over what has become of the members.</summary>
    private void Follow(object change)
    {
        switch (change)
        {
            case ClusterEvent.CurrentClusterState state:
                _members.Set(state);
                foreach (var member in state.Members.Where(member => _members.Matches(member) && member.Status is MemberStatus.Exiting or MemberStatus.Down))
                    MayRun(member);
                break;
            case ClusterEvent.MemberRemoved removed:
                _members.Change(removed.Member);
                if (_mayRun.Contains(removed.Member.UniqueAddress))
                    Context.System.Scheduler.ScheduleTellOnce(_removalMargin, Self, new Gone(removed.Member.UniqueAddress), Self);
                break;

            case Gone gone:
                _mayRun.Remove(gone.Node);
                break;

            // This one goes on until the shutdown of its system has come to it.
            case ClusterEvent.MemberExited exited when exited.Member.UniqueAddress == Me:
                break;
            case ClusterEvent.IMemberEvent changed when !(_isOut && changed.Member.UniqueAddress == Me):
                _members.Change(changed.Member);
                break;
        }

        if (_members.Oldest is { } oldest)
            MayRun(oldest);
    }

    private void MayRun(Member member)
    {
        if (member.UniqueAddress != Me)
            _mayRun.Add(member.UniqueAddress);
    }

    private void ForgetRunner(Address address) => _mayRun.RemoveWhere(node => node.Address == address);

    private sealed record Data(IActorRef Singleton) : IClusterSingletonData
    {
        public static readonly Data None = new((IActorRef)null);
    }

    private sealed record SelfExiting : INoSerializationVerificationNeeded
    {
        public static readonly SelfExiting Instance = new();
    }

    private sealed record Retry : INoSerializationVerificationNeeded
    {
        public static readonly Retry Instance = new();
    }

    /// <summary>The removal margin of the node is over.</summary>
    private sealed record Gone(UniqueAddress Node) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record LeaseAnswer(bool IsHeld, Exception Failure) : INoSerializationVerificationNeeded;

    private sealed record LeaseLost(Exception Cause) : INoSerializationVerificationNeeded;
}
