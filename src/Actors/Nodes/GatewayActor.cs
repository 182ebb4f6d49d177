using Akka.Actor;
using Weir.Actors.Alerts;
using Weir.Actors.Artifacts;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Wire;

namespace Weir.Actors.Nodes;

/// <summary>
/// What clients outside of the cluster talk to, on every node. The leader answers to this node, and this node to the client: a client need
/// not be reachable for all nodes, and goes on with another gateway when this one is gone.
/// </summary>
internal sealed class GatewayActor : ReceiveActor
{
    private readonly IActorRef _jobManager;

    /// <param name="jobManager">The way to the leader, wherever it is.</param>
    /// <param name="artifacts">This node's <see cref="ArtifactReceiverActor"/>; null if uploads are off.</param>
    /// <param name="members">The addresses of the cluster's nodes at present.</param>
    public GatewayActor(IActorRef jobManager, IActorRef? artifacts, Func<IReadOnlyList<Address>> members)
    {
        _jobManager = jobManager;
        Receive<string>(GatewayGreeting.IsHello, _ => Sender.Tell(GatewayGreeting.ToWelcome(GatewayGreeting.OwnVersion, WireTypes.Version, members())));
        Receive<SubmitJob>(submit => Relay(submit.Watcher is { } watcher ? submit with { Watcher = Watch(submit.SubmissionId, watcher) } : submit));
        Receive<WatchJob>(watch => Context.ActorOf(GatewayWatchActor.Props(_jobManager, watch.JobId, watch.Watcher)));
        Receive<ListJobs>(Relay);
        Receive<ConfigureJob>(Relay);
        Receive<RescaleJob>(Relay);
        Receive<QueryState>(Relay);
        Receive<ListAlerts>(Relay);
        Receive<ListTaskManagers>(Relay);
        Receive<DescribeJob>(Relay);
        Receive<TriggerNow>(Relay);
        Receive<TriggerSavepoint>(Relay);
        Receive<DisposeSavepoint>(Relay);
        Receive<CancelJob>(cancel => Sender.Equals(Context.System.DeadLetters), _jobManager.Tell);
        Receive<CancelJob>(Relay);
        Receive<BeginArtifact>(begin => ForwardUpload(artifacts, begin, begin.ArtifactId));
        Receive<ArtifactChunk>(chunk => ForwardUpload(artifacts, chunk, chunk.ArtifactId));
    }

    public static Props Props(IActorRef jobManager, IActorRef? artifacts, Func<IReadOnlyList<Address>> members) =>
        Akka.Actor.Props.Create(() => new GatewayActor(jobManager, artifacts, members));

    /// <summary>Starts the node's gateway, and what takes its uploads.</summary>
    public static IActorRef Start(IActorContext node, IActorRef jobManager, ArtifactStore? store, Func<IReadOnlyList<Address>> members)
    {
        var artifacts = store is null ? null : node.ActorOf(ArtifactReceiverActor.Props(store, TimeProvider.System), "artifacts");
        return node.ActorOf(Props(jobManager, artifacts, members), "gateway");
    }

    /// <summary>A relay that fails has lost what it was to pass on; its client asks again.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Relay(object request) => Context.ActorOf(LeaderRequestActor.Props(_jobManager, request, Sender));

    /// <summary>One for each submission, however often it is repeated: the client hears all news once.</summary>
    private IActorRef Watch(string submissionId, IActorRef watcher)
    {
        string name = $"watch-{submissionId}";
        IActorRef known = Context.Child(name);
        return known.IsNobody() ? Context.ActorOf(GatewayWatchActor.Props(_jobManager, jobId: null, watcher), name) : known;
    }

    private void ForwardUpload(IActorRef? artifacts, object message, string id)
    {
        if (artifacts is null)
        {
            Sender.Tell(new ArtifactRefused(id, "this cluster takes no uploads: weir.artifacts.dir is not set on the node"));
        }
        else
        {
            artifacts.Forward(message);
        }
    }
}
