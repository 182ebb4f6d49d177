using Akka.Actor;
using Akka.Event;
using Akka.Streams.Implementation;

namespace Akka.Streams.Stage;

public static class StageActorRef
{
    /// <summary>Handles a message to the stage actor, and its sender.</summary>
    public delegate void Receive((IActorRef, object) args);
}

/// <summary>The stage asked for its actor before it had one.</summary>
public class StageActorRefNotInitializedException : Exception
{
    public static readonly StageActorRefNotInitializedException Instance = new();

    private StageActorRefNotInitializedException() : base("You must first call GetStageActor(StageActorRef.Receive), to initialize the actor's behavior")
    {
    }
}

/// <summary>The face of a stage towards actors. It ends with the stage.</summary>
public sealed class StageActor
{
    private volatile StageActorRef.Receive _receive;

    public StageActor(
        ActorMaterializer materializer,
        Func<StageActorRef.Receive, Action<(IActorRef, object)>> getAsyncCallback,
        StageActorRef.Receive initialReceive,
        string? name = null)
    {
        _receive = initialReceive;
        var callback = getAsyncCallback(message => _receive(message));
        var owner = (ActorMaterializerImpl)materializer;
        Ref = owner.ActorOf(Props.Create(() => new Cell(callback)), name ?? owner.NextStageActorName());
    }

    public IActorRef Ref { get; }

    /// <summary>Has the stage told, by Terminated, when that actor ends.</summary>
    public void Watch(IActorRef actorRef) => Ref.Tell(new WatchCommand(actorRef, true), ActorRefs.NoSender);

    public void Unwatch(IActorRef actorRef) => Ref.Tell(new WatchCommand(actorRef, false), ActorRefs.NoSender);

    public void Stop() => ((IInternalActorRef)Ref).Stop();

    public void Become(StageActorRef.Receive receive) => _receive = receive;

    private sealed record WatchCommand(IActorRef Target, bool Watch) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed class Cell(Action<(IActorRef, object)> callback) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case WatchCommand { Watch: true } command:
                    Context.Watch(command.Target);
                    break;
                case WatchCommand command:
                    Context.Unwatch(command.Target);
                    break;
                default:
                    callback((Sender, message));
                    break;
            }
        }
    }
}
