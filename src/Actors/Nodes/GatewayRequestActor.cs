using Akka.Actor;

namespace Weir.Actors.Nodes;

/// <summary>Asks the leader on behalf of one client, and passes the answer on.</summary>
internal sealed class GatewayRequestActor : ReceiveActor
{
    /// <summary>A checkpoint that a client waits for may take long; an answer that has got lost must not keep this for ever.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(30);

    public GatewayRequestActor(IActorRef jobManager, object request, IActorRef client)
    {
        Context.Watch(client);
        Context.SetReceiveTimeout(Forgotten);
        jobManager.Tell(request, Self);
        Receive<Terminated>(_ => Context.Stop(Self));
        Receive<ReceiveTimeout>(_ => Context.Stop(Self));
        ReceiveAny(answer =>
        {
            client.Tell(answer);
            Context.Stop(Self);
        });
    }

    public static Props Props(IActorRef jobManager, object request, IActorRef client) =>
        Akka.Actor.Props.Create(() => new GatewayRequestActor(jobManager, request, client));
}
