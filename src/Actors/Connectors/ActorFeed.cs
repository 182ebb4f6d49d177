using Akka.Actor;

namespace Weir.Actors.Connectors;

/// <summary>Brings what actors send into a part of an input.</summary>
internal sealed class ActorFeed<T> : IInputFeed<T, byte>
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly IActorRef _actor;
    private readonly Task _terminated;

    private ActorFeed(Handover<(T Record, byte Offset)> records, IActorRef actor, Task terminated)
    {
        Records = records;
        _actor = actor;
        _terminated = terminated;
    }

    public Handover<(T Record, byte Offset)> Records { get; }

    public static ActorFeed<T> Start(StreamContext context, ICanTell announceTo, int capacity)
    {
        var records = new Handover<(T Record, byte Offset)>(capacity);
        IActorRef actor = context.System.ActorOf(Props.Create(() => new InputActor<T>(records, capacity)));
        announceTo.Tell(new InputOpened(actor, context.JobName, context.Name, context.Part, context.Parts), actor);
        return new ActorFeed<T>(records, actor, context.System.WhenTerminated);
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAny(_actor.GracefulStop(StopPatience), _terminated).ConfigureAwait(false);
}
