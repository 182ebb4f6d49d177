using Akka.Actor;

namespace Weir.Samples.Embedded;

/// <summary>The application's own actors.</summary>
internal sealed class ShopActors(ActorSystem system)
{
    public IActorRef Door { get; } = system.ActorOf(Props.Create(() => new DoorActor()), "door");

    public IActorRef Board { get; } = system.ActorOf(Props.Create(() => new BoardActor()), "board");
}
