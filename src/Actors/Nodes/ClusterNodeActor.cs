using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Event;
using Weir.Actors.Deployments;
using Weir.Actors.Exchange;
using Weir.Actors.JobManagers;
using Weir.Actors.Messages;
using Weir.Actors.Metrics;
using Weir.Actors.TaskManagers;
using Weir.State.RocksDb;
using Weir.State.Storage.Local;

namespace Weir.Actors.Nodes;

/// <summary>
/// <c>/user/weir</c> of a node of a cluster: its share in the job manager, which is a singleton, its task manager if it
/// has slots, and its part of the exchange. What is not for one of them goes to the job manager, wherever that is.
/// </summary>
internal sealed class ClusterNodeActor : ReceiveActor
{
    private const string Leader = "leader";

    private readonly NodeServices _services;
    private readonly NodeSettings _settings;
    private readonly Action<CoordinatedShutdown.Reason> _leave;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly LocalStates _states;
    private readonly RocksDbNode _databases;
    private readonly NodeMetrics _metrics;
    private IActorRef _jobManager = ActorRefs.Nobody;
    private IActorRef _taskManager = ActorRefs.Nobody;
    private NodeExchange? _exchange;

    /// <param name="services">What the node's actors share.</param>
    /// <param name="settings">The node's settings.</param>
    /// <param name="leave">Has this node leave its cluster and end, for a reason.</param>
    public ClusterNodeActor(NodeServices services, NodeSettings settings, Action<CoordinatedShutdown.Reason> leave)
    {
        _services = services;
        _settings = settings;
        _leave = leave;
        _states = settings.OpenLocalStates(_log);
        _databases = settings.OpenDatabases(_log);
        _metrics = NodeMetrics.For(Context.System);
        _metrics.Databases.Add(_databases);
        Receive<ClusterEvent.UnreachableMember>(unreachable => Lost(unreachable.Member, "the node is unreachable"));
        Receive<ClusterEvent.MemberRemoved>(removed => Lost(removed.Member, "the node was removed from the cluster"));
        Receive<ClusterEvent.MemberUp>(up => Up(up.Member));
        Receive<ClusterEvent.IClusterDomainEvent>(_ => { });
        Receive<ClusterEnds>(_ => _leave(ClusterEndsReason.Instance));
        Receive<AwaitSlotsOffered>(offered => _taskManager.Forward(offered));
        Receive<object>(LeaderRequestActor.Takes, request => Context.ActorOf(LeaderRequestActor.Props(_jobManager, request, Sender)));
        ReceiveAny(message => _jobManager.Forward(message));
    }

    private bool HasSlots => _cluster.SelfRoles.Contains(NodeRoles.TaskManager) && _settings.TaskManager.Slots > 0;

    public static Props Props(NodeServices services, NodeSettings settings, Action<CoordinatedShutdown.Reason> leave) =>
        Akka.Actor.Props.Create(() => new ClusterNodeActor(services, settings, leave));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        ActorSystem system = Context.System;
        var node = new NodeIdentity(_cluster.SelfAddress, NodeLife.Of(_cluster.SelfUniqueAddress));
        if (_cluster.SelfRoles.Contains(NodeRoles.JobManager))
        {
            StartJobManager(node);
        }

        _jobManager = Context.ActorOf(
            ClusterSingletonProxy.Props(
                (Self.Path / "job-manager").ToStringWithoutAddress(),
                ClusterSingletonProxySettings.Create(system).WithSingletonName(Leader).WithRole(NodeRoles.JobManager)),
            "job-manager-proxy");
        _exchange = NodeExchange.Start(Context);
        if (HasSlots)
        {
            _ = _states.SweepAsync();
            _ = _databases.SweepAsync();
            var jobs = new NodeJobs(_services.Graphs, _services.Storages, _states, _databases, _exchange);
            _taskManager = Context.ActorOf(
                TaskManagerActor.Props(node, _settings.TaskManager, jobs, _jobManager, _services.Clock, () => _leave(HangingSubtaskReason.Instance)),
                WeirExtension.TaskManagerName);
        }

        GatewayActor.Start(Context, _jobManager, _services.Artifacts, () => [.. _cluster.State.Members.Select(member => member.Address)]);
        Context.ActorOf(NodeHelloActor.Props(() => _leave(NodeMisfitReason.Instance)), "node");
        _cluster.Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.UnreachableMember));
    }

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _states.Dispose();
        _metrics.Databases.Remove(_databases);
        _databases.Dispose();
    }

    private void StartJobManager(NodeIdentity node)
    {
        var planner = new JobPlanner(_services.Graphs, _services.Storages, _services.Config, isCluster: true, _services.Clock, Context.System.Log);
        var membership = new NodeMembership(Fixed: null, ClusterMembership.Props(), ClusterEndingActor.Props(() => _leave(ClusterEndsReason.Instance)));
        Props jobManager = JobManagerActor.Props(
            node, _settings.JobManager, _settings.Pool, planner, membership, _services.Clock);
        Context.ActorOf(
            ClusterSingletonManager.Props(
                JobManagerSupervisor.Props(jobManager, _settings.JobManager.RestartDelay),
                PoisonPill.Instance,
                ClusterSingletonManagerSettings.Create(Context.System).WithSingletonName(Leader).WithRole(NodeRoles.JobManager)),
            "job-manager");
    }

    private void Lost(Member member, string reason)
    {
        if (member.UniqueAddress != _cluster.SelfUniqueAddress)
        {
            _exchange!.NodeLost(member.Address, reason);
        }
    }

    private void Up(Member member)
    {
        if (member.UniqueAddress == _cluster.SelfUniqueAddress)
        {
            _log.Info(
                "Weir {0} on {1}: {2} is up, roles {3}, {4} slots, journal {5}.",
                AkkaRuntime.WeirVersion,
                AkkaRuntime.Description,
                _cluster.SelfAddress,
                string.Join(", ", _cluster.SelfRoles.Order(StringComparer.Ordinal)),
                HasSlots ? _settings.TaskManager.Slots : 0,
                Context.System.Settings.Config.GetString("akka.persistence.journal.plugin"));
        }
    }
}
