using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Event;

namespace Akka.Cluster;

/// <summary>At /system/cluster: connects the membership to the network, the clock and those who want to know of it.</summary>
internal sealed class ClusterDaemon : ReceiveActor, IWithTimers
{
    public const string Name = "cluster";

    private static readonly TimeSpan s_searchInterval = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Cluster _cluster;
    private readonly MembershipMachine _membership;
    private readonly SeedSearch _search;
    private readonly Random _random = new();
    private IActorRef _heartbeats;
    private Gossip _published = Gossip.Empty;
    private long _lastReap = Stopwatch.GetTimestamp();

    public ClusterDaemon(Cluster cluster)
    {
        _cluster = cluster;
        var settings = cluster.Settings;
        _membership = new MembershipMachine(cluster.SelfUniqueAddress, new MembershipOptions
        {
            Roles = settings.Roles,
            AppVersion = settings.AppVersion,
            MinimumMembers = settings.MinNrOfMembers,
            MinimumMembersOfRole = settings.MinNrOfMembersOfRole,
            WeaklyUpAfter = settings.WeaklyUpAfter,
            DifferentViewProbability = settings.GossipDifferentViewProbability,
        });
        _search = new SeedSearch(
            cluster.SelfAddress, settings.SeedNodeTimeout, settings.RetryUnsuccessfulJoinAfter, settings.ShutdownAfterUnsuccessfulJoinSeedNodes);

        OnTicks();
        OnMessages();
        OnSubscriptions();
    }

    public ITimerScheduler Timers { get; set; }

    private static DateTime Now => DateTime.UtcNow;

    protected override void PreStart()
    {
        var settings = _cluster.Settings;
        Context.ActorOf(Props.Create(() => new HeartbeatReceiver(_cluster.SelfUniqueAddress)).WithDispatcher(settings.UseDispatcher), HeartbeatReceiver.Name);
        _heartbeats = Context.ActorOf(Props.Create(() => new HeartbeatSender(_cluster)).WithDispatcher(settings.UseDispatcher), "heartbeatSender");
        if (_cluster.DowningProvider.DowningActorProps is { } downing)
            Context.ActorOf(downing.WithDispatcher(settings.UseDispatcher), "downingProvider");
        Start(Tick.Gossip, settings.GossipInterval);
        Start(Tick.LeaderActions, settings.LeaderActionsInterval);
        Start(Tick.Reap, settings.UnreachableNodesReaperInterval);
        Timers.StartPeriodicTimer(Tick.Search, Tick.Search, s_searchInterval);
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Publish(ClusterEvent.ClusterShuttingDown.Instance);
        Publish(Gossip.Empty);
        _cluster.OnStopped();
    }

    // Whatever happens to its children, the node's membership goes on or ends as a whole.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        _cluster.Log.Error(exception, "An actor of the cluster at [{0}] failed, so that this node cannot be a member any more: {1}", _cluster.SelfAddress, exception.Message);
        _cluster.Shutdown();
        return Directive.Stop;
    });

    protected override void PreRestart(Exception reason, object message)
    {
        _cluster.Log.Error(reason, "The cluster at [{0}] failed, so that this node cannot be a member any more: {1}", _cluster.SelfAddress, reason.Message);
        PostStop();
        _cluster.Shutdown();
    }

    protected override void PostRestart(Exception reason)
    {
    }

    private void OnTicks()
    {
        Receive<Tick>(tick =>
        {
            switch (tick)
            {
                case Tick.Search:
                    Take(_search.OnTick(Now));
                    break;
                case Tick.LeaderActions:
                    _membership.RunLeaderActions(Now);
                    break;
                case Tick.Reap:
                    Reap();
                    break;
                case Tick.Gossip:
                    GossipTick();
                    break;
                case Tick.ExtraGossip:
                    _membership.GossipTick(_random.NextDouble(), _random.NextDouble());
                    break;
            }

            Apply();
        });
    }

    private void OnMessages()
    {
        Handle<InitJoin>(_ => _membership.OnInitJoin(Sender.Path.Address));
        Handle<InitJoinAck>(ack => Take(_search.OnAck(ack.From, Now)));
        Handle<InitJoinNack>(nack => Take(_search.OnNack(nack.From, Now)));
        Handle<Join>(_membership.OnJoin);
        Handle<Welcome>(_membership.OnWelcome);
        Handle<GossipEnvelope>(_membership.OnGossip);
        Handle<GossipStatus>(_membership.OnGossipStatus);
        Handle<ExitingConfirmed>(_membership.OnExitingConfirmed);
        Handle<LeaveNode>(leave => _membership.Leave(leave.Address));
        Handle<DownNode>(down => _membership.Down(down.Address));
        Handle<JoinThrough>(join => Take(join.IsSearch ? _search.Start(join.Addresses, Now) : _search.StartAt(join.Addresses[0], Now)));
        Handle<ExitingCompleted>(_ =>
        {
            _membership.ExitingCompleted([.. Enumerable.Range(0, 5).Select(_ => _random.NextDouble())]);
            Sender.Tell(Done.Instance);
        });
    }

    private void OnSubscriptions()
    {
        Receive<Subscribe>(subscribe =>
        {
            if (subscribe.Mode == ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot)
            {
                subscribe.Subscriber.Tell(_cluster.State);
            }
            else
            {
                foreach (var change in MembershipChanges.Between(Gossip.Empty, _published, _cluster.SelfUniqueAddress))
                {
                    if (subscribe.To.Any(type => type.IsInstanceOfType(change)))
                        subscribe.Subscriber.Tell(change);
                }
            }

            foreach (var type in subscribe.To)
                Context.System.EventStream.Subscribe(subscribe.Subscriber, type);
        });
        Receive<Unsubscribe>(unsubscribe =>
        {
            if (unsubscribe.To is null)
                Context.System.EventStream.Unsubscribe(unsubscribe.Subscriber);
            else
                Context.System.EventStream.Unsubscribe(unsubscribe.Subscriber, unsubscribe.To);
        });
        Receive<SendState>(send => send.Receiver.Tell(_cluster.State));
    }

    private void Handle<T>(Action<T> handler) => Receive<T>(message =>
    {
        handler(message);
        Apply();
    });

    private void Start(Tick tick, TimeSpan interval)
    {
        var initial = _cluster.Settings.PeriodicTasksInitialDelay;
        Timers.StartPeriodicTimer(tick, tick, initial < interval ? initial : interval, interval);
    }

    private void GossipTick()
    {
        _membership.GossipTick(_random.NextDouble(), _random.NextDouble());

        // Faster while most do not know the state yet.
        if (_membership.Gossip.Seen.Count < _membership.Gossip.Members.Count / 2.0)
        {
            Timers.StartSingleTimer(1, Tick.ExtraGossip, _cluster.Settings.GossipInterval / 3);
            Timers.StartSingleTimer(2, Tick.ExtraGossip, _cluster.Settings.GossipInterval * 2 / 3);
        }
    }

    private void Reap()
    {
        // A node that stood still itself has heard nobody: the others get the time to be heard again.
        var sinceLast = Stopwatch.GetElapsedTime(_lastReap);
        _lastReap = Stopwatch.GetTimestamp();
        if (sinceLast < (_cluster.Settings.UnreachableNodesReaperInterval * 2) + s_pause)
            _membership.Reap(_cluster.FailureDetector.IsAvailable);
    }

    private void Take(IEnumerable<SeedSearch.Step> steps)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case SeedSearch.Step.Ask ask:
                    Send(ask.Seed, new InitJoin());
                    break;
                case SeedSearch.Step.JoinSelf:
                    _membership.JoinSelf(Now);
                    break;
                case SeedSearch.Step.Join join:
                    Send(join.Target, new Join(_cluster.SelfUniqueAddress, _cluster.Settings.Roles, _cluster.Settings.AppVersion));
                    break;
                case SeedSearch.Step.Unanswered unanswered:
                    _cluster.Log.Warning("Couldn't join seed nodes, will try again: [{0}] did not answer or are in no cluster", string.Join(", ", unanswered.Seeds));
                    break;
                case SeedSearch.Step.GiveUp:
                    _cluster.Log.Warning("Joining of seed-nodes was unsuccessful after configured shutdown-after-unsuccessful-join-seed-nodes [{0}]. Running CoordinatedShutdown.", _cluster.Settings.ShutdownAfterUnsuccessfulJoinSeedNodes);
                    _ = CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterJoinUnsuccessfulReason.Instance);
                    break;
            }
        }
    }

    private void Apply()
    {
        Publish(_membership.Gossip);
        foreach (var effect in _membership.TakeEffects())
        {
            switch (effect)
            {
                case MembershipEffect.Send send:
                    Send(send.To, send.Message);
                    break;
                case MembershipEffect.Joined:
                    _search.OnJoined();
                    Timers.Cancel(Tick.Search);
                    break;
                case MembershipEffect.BeginExiting:
                    _cluster.Log.Info("Cluster Node [{0}] - Exiting, starting coordinated shutdown", _cluster.SelfAddress);
                    _ = CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
                    break;
                case MembershipEffect.Stop stop:
                    _cluster.Log.Info("Cluster Node [{0}] - Shutting down: {1}", _cluster.SelfAddress, stop.Reason);
                    _cluster.Shutdown();
                    break;
                case MembershipEffect.Log { IsWarning: true } log:
                    _cluster.Log.Warning("Cluster Node [{0}] - {1}", _cluster.SelfAddress, log.Text);
                    break;
                case MembershipEffect.Log log when _cluster.Settings.LogInfo:
                    _cluster.Log.Info("Cluster Node [{0}] - {1}", _cluster.SelfAddress, log.Text);
                    break;
            }
        }
    }

    private void Publish(Gossip gossip)
    {
        if (ReferenceEquals(gossip, _published))
            return;
        var changes = MembershipChanges.Between(_published, gossip, _cluster.SelfUniqueAddress);
        _published = gossip;
        _cluster.Publish(gossip);
        _heartbeats.Tell(new HeartbeatSender.Watch(gossip));
        foreach (var change in changes)
            Context.System.EventStream.Publish(change);
        _cluster.TellOwnStatus();
    }

    private void Send(Address to, IClusterMessage message) =>
        Context.ActorSelection(new RootActorPath(to) / "system" / Name).Tell(message, Self);

    internal sealed record JoinThrough(IReadOnlyList<Address> Addresses, bool IsSearch) : INoSerializationVerificationNeeded;

    internal sealed record Subscribe(IActorRef Subscriber, ClusterEvent.SubscriptionInitialStateMode Mode, IReadOnlyList<Type> To) : INoSerializationVerificationNeeded;

    internal sealed record Unsubscribe(IActorRef Subscriber, Type To) : INoSerializationVerificationNeeded;

    internal sealed record SendState(IActorRef Receiver) : INoSerializationVerificationNeeded;

    internal sealed record ExitingCompleted : INoSerializationVerificationNeeded
    {
        public static readonly ExitingCompleted Instance = new();
    }

    private enum Tick
    {
        Gossip,
        ExtraGossip,
        LeaderActions,
        Reap,
        Search,
    }
}
