using Akka.Actor;
using Akka.Event;
using Weir.Actors.Deployments;
using Weir.Actors.JobManagers;
using Weir.Actors.Metrics;
using Weir.Actors.Slots;
using Weir.Actors.TaskManagers;
using Weir.State.RocksDb;
using Weir.State.Storage.Local;

namespace Weir.Actors.Nodes;

/// <summary>
/// <c>/user/weir</c> of an actor system that is in no cluster: a job manager, and as a rule one task manager. What is not
/// for one of them goes to the job manager.
/// </summary>
internal sealed class LocalNodeActor : ReceiveActor
{
    private readonly NodeServices _services;
    private readonly NodeSettings _settings;
    private readonly int _taskManagers;
    private readonly LocalStates _states;
    private readonly RocksDbNode _databases;
    private readonly NodeMetrics _metrics;
    private IActorRef _jobManager = ActorRefs.Nobody;

    /// <param name="services">What the node's actors share.</param>
    /// <param name="settings">The node's settings.</param>
    /// <param name="taskManagers">How many; several are as many nodes, to the job manager.</param>
    public LocalNodeActor(NodeServices services, NodeSettings settings, int taskManagers)
    {
        _services = services;
        _settings = settings;
        _taskManagers = taskManagers;
        _states = settings.OpenLocalStates(Context.GetLogger());
        _databases = settings.OpenDatabases(Context.GetLogger());
        _metrics = NodeMetrics.For(Context.System);
        _metrics.Databases.Add(_databases);
        Receive<object>(LeaderRequestActor.Takes, request => Context.ActorOf(LeaderRequestActor.Props(_jobManager, request, Sender)));
        ReceiveAny(message => _jobManager.Forward(message));
    }

    public static Props Props(NodeServices services, NodeSettings settings, int taskManagers) =>
        Akka.Actor.Props.Create(() => new LocalNodeActor(services, settings, taskManagers));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        Address address = ((ExtendedActorSystem)Context.System).Provider.DefaultAddress;
        NodeIdentity[] nodes = [.. Enumerable.Range(1, _taskManagers).Select(number => new NodeIdentity(address, $"{address}#{number}"))];
        var planner = new JobPlanner(_services.Graphs, _services.Storages, _services.Config, isCluster: false, _services.Clock, Context.System.Log);
        _jobManager = Context.ActorOf(
            JobManagerSupervisor.Props(
                JobManagerActor.Props(
                    new NodeIdentity(address, $"{address}"),
                    _settings.JobManager,
                    _settings.Pool,
                    planner,
                    new NodeMembership(new NodesExpected([.. nodes.Select(node => node.Life)]), Watcher: null),
                    _services.Clock),
                _settings.JobManager.RestartDelay),
            "job-manager");

        // Clients from outside reach it where the system has an address.
        IReadOnlyList<Address> members = address.HasGlobalScope ? [address] : [];
        GatewayActor.Start(Context, _jobManager, _services.Artifacts, () => members);

        _ = _states.SweepAsync();
        _ = _databases.SweepAsync();

        // They share their channels: to the exchange all of them are this node.
        var jobs = new NodeJobs(_services.Graphs, _services.Storages, _states, _databases, exchange: null);
        for (int i = 0; i < nodes.Length; i++)
        {
            Context.ActorOf(
                TaskManagerActor.Props(nodes[i], _settings.TaskManager, jobs, _jobManager, _services.Clock),
                i == 0 ? "task-manager" : $"task-manager-{i + 1}");
        }
    }

    protected override void PostStop()
    {
        _states.Dispose();
        _metrics.Databases.Remove(_databases);
        _databases.Dispose();
    }
}
