using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Cluster.Membership;
using Akka.Event;
using Akka.Remote;

namespace Akka.Cluster;

public class ClusterExtension : ExtensionIdProvider<Cluster>
{
    public override Cluster CreateExtension(ExtendedActorSystem system) => new((ActorSystemImpl)system);
}

/// <summary>A system's part in its cluster.</summary>
public class Cluster : IExtension
{
    private readonly IActorRef _daemon;
    private readonly SelfStatus _selfStatus = new();
    private volatile ClusterEvent.CurrentClusterState _state = new();
    private volatile Gossip _gossip = Gossip.Empty;
    private int _isTerminated;

    public Cluster(ActorSystemImpl system)
    {
        System = system;
        if (system.Provider is not IClusterActorRefProvider provider)
        {
            throw new Configuration.ConfigurationException(
                $"The system {system.Name} is no node of a cluster: its provider is a {system.Provider.GetType()}. Set akka.actor.provider = cluster.");
        }

        Settings = new ClusterSettings(system.Settings.Config, system.Name);
        SelfUniqueAddress = new UniqueAddress(provider.Transport.DefaultAddress, AddressUidExtension.Uid(system));
        FailureDetector = new DefaultFailureDetectorRegistry<Address>(
            () => FailureDetectorLoader.Load(Settings.FailureDetectorImplementationClass, Settings.FailureDetectorConfig, system));
        Log = Logging.GetLogger(system, "Cluster");
        DowningProvider = MakeDowningProvider();
        _daemon = system.SystemActorOf(
            Props.Create(() => new ClusterDaemon(this)).WithDeploy(Deploy.Local).WithDispatcher(Settings.UseDispatcher),
            ClusterDaemon.Name);
        ClusterShutdownTasks.Register(this, _selfStatus, _daemon);
        if (!Settings.SeedNodes.IsEmpty)
            JoinSeedNodes(Settings.SeedNodes);
    }

    public ExtendedActorSystem System { get; }

    public ClusterSettings Settings { get; }

    public UniqueAddress SelfUniqueAddress { get; }

    public Address SelfAddress => SelfUniqueAddress.Address;

    public ImmutableHashSet<string> SelfRoles => Settings.Roles;

    /// <summary>This node; with the status Removed when it is no member.</summary>
    public Member SelfMember =>
        _gossip.Find(SelfUniqueAddress)
        ?? new Member(SelfUniqueAddress, int.MaxValue, MemberStatus.Removed, Settings.Roles, Settings.AppVersion);

    public ClusterEvent.CurrentClusterState State => _state;

    public bool IsTerminated => Volatile.Read(ref _isTerminated) != 0;

    public bool IsUp => SelfMember.Status is MemberStatus.Up or MemberStatus.WeaklyUp;

    public DefaultFailureDetectorRegistry<Address> FailureDetector { get; }

    public IDowningProvider DowningProvider { get; }

    internal ILoggingAdapter Log { get; }

    /// <summary>What the events and <see cref="State"/> are made from.</summary>
    internal Gossip LatestGossip => _gossip;

    public static Cluster Get(ActorSystem system) => system.WithExtension<Cluster, ClusterExtension>();

    public void Join(Address address) => _daemon.Tell(new ClusterDaemon.JoinThrough([Complete(address)], IsSearch: false));

    /// <summary>Completes when this node is up.</summary>
    public Task JoinAsync(Address address, CancellationToken token = default) => JoinAsync(() => Join(address), token);

    public void JoinSeedNodes(IEnumerable<Address> seedNodes) =>
        _daemon.Tell(new ClusterDaemon.JoinThrough([.. seedNodes.Select(Complete)], IsSearch: true));

    /// <summary>Completes when this node is up.</summary>
    public Task JoinSeedNodesAsync(IEnumerable<Address> seedNodes, CancellationToken token = default) =>
        JoinAsync(() => JoinSeedNodes(seedNodes), token);

    public void Leave(Address address)
    {
        if (Complete(address) == SelfAddress)
            _ = LeaveAsync();
        else
            _daemon.Tell(new LeaveNode(address));
    }

    public Task LeaveAsync() => LeaveAsync(CancellationToken.None);

    /// <summary>Completes when this node is removed, and what it ran as a member has stopped.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RegisterOnMemberRemoved(() => left.TrySetResult());
        _daemon.Tell(new LeaveNode(SelfAddress));
        return left.Task.WaitAsync(cancellationToken);
    }

    public void Down(Address address) => _daemon.Tell(new DownNode(Complete(address)));

    /// <summary>Tells the subscriber the state, then the events of the types.</summary>
    public void Subscribe(IActorRef subscriber, params Type[] to) =>
        Subscribe(subscriber, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, to);

    public void Subscribe(IActorRef subscriber, ClusterEvent.SubscriptionInitialStateMode initialStateMode, params Type[] to)
    {
        if (to.Length == 0)
            throw new ArgumentException("At least one `IClusterDomainEvent` class is required", nameof(to));
        if (to.FirstOrDefault(type => !typeof(ClusterEvent.IClusterDomainEvent).IsAssignableFrom(type)) is { } other)
            throw new ArgumentException($"Subscribe to `IClusterDomainEvent` or its subtypes; {other} is none.", nameof(to));
        _daemon.Tell(new ClusterDaemon.Subscribe(subscriber, initialStateMode, to));
    }

    public void Unsubscribe(IActorRef subscriber) => Unsubscribe(subscriber, null);

    public void Unsubscribe(IActorRef subscriber, Type to) => _daemon.Tell(new ClusterDaemon.Unsubscribe(subscriber, to));

    public void SendCurrentClusterState(IActorRef receiver) => _daemon.Tell(new ClusterDaemon.SendState(receiver));

    /// <summary>Calls back when this node is up; at once when it is.</summary>
    public void RegisterOnMemberUp(Action callback) =>
        _selfStatus.When(status => status is MemberStatus.Up or MemberStatus.WeaklyUp, Guarded(callback));

    /// <summary>Calls back when this node is removed, or its cluster stopped; at once when it is.</summary>
    public void RegisterOnMemberRemoved(Action callback) => _selfStatus.WhenStopped(Guarded(callback));

    /// <summary>The path under which another node finds the actor.</summary>
    public ActorPath RemotePathOf(IActorRef actorRef) =>
        string.IsNullOrEmpty(actorRef.Path.Address.Host)
            ? new RootActorPath(SelfAddress) / actorRef.Path.Elements
            : actorRef.Path;

    internal void Publish(Gossip gossip)
    {
        _gossip = gossip;
        var view = new MembershipView(gossip, SelfUniqueAddress);
        _state = new ClusterEvent.CurrentClusterState(
            gossip.Members,
            [.. MembershipChanges.Unreachable(gossip, SelfUniqueAddress)],
            [.. gossip.Seen.Select(node => node.Address)],
            view.Leader?.Address,
            view.RoleLeaders().ToImmutableDictionary());
    }

    /// <summary>To be called when the events of a state are out.</summary>
    internal void TellOwnStatus() => _selfStatus.Set(SelfMember.Status);

    internal void Shutdown()
    {
        if (Interlocked.Exchange(ref _isTerminated, 1) == 0)
            System.Stop(_daemon);
    }

    internal void OnStopped()
    {
        Volatile.Write(ref _isTerminated, 1);
        Publish(Gossip.Empty);
        _selfStatus.Stop();
        if (Settings.RunCoordinatedShutdownWhenDown)
            _ = CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterDowningReason.Instance);
    }

    private Task JoinAsync(Action join, CancellationToken token)
    {
        if (IsTerminated)
            throw new ClusterJoinFailedException($"The node {SelfAddress} cannot join: its cluster was stopped. Start a new system.");
        if (IsUp)
            return Task.CompletedTask;
        var joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RegisterOnMemberUp(() => joined.TrySetResult());
        RegisterOnMemberRemoved(() => joined.TrySetException(new ClusterJoinFailedException($"The node {SelfAddress} was stopped or removed before it was up.")));
        join();
        return joined.Task.WaitAsync(token);
    }

    private Address Complete(Address address) =>
        address.HasLocalScope && address.System == SelfAddress.System ? SelfAddress : address;

    private IDowningProvider MakeDowningProvider()
    {
        try
        {
            return (IDowningProvider)Activator.CreateInstance(Settings.DowningProviderType, System, this);
        }
        catch (global::System.Reflection.TargetInvocationException exception)
        {
            throw new Configuration.ConfigurationException(
                $"akka.cluster.downing-provider-class: {Settings.DowningProviderType} could not be created: {exception.InnerException?.Message}", exception.InnerException);
        }
    }

    private Action Guarded(Action callback) => () =>
    {
        try
        {
            callback();
        }
        catch (Exception exception)
        {
            Log.Error(exception, "What was registered on the status of [{0}] failed: {1}", SelfAddress, exception.Message);
        }
    };
}
