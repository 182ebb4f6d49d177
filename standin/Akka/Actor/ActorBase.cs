using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Actor;

public abstract class ActorBase : IInternalActor
{
    private IActorRef _selfAfterStop;

    protected ActorBase()
    {
        if (InternalCurrentActorCellKeeper.Current is null)
        {
            throw new ActorInitializationException(
                $"{GetType()} was created with 'new'. An actor is created by ActorOf of a system or of an actor's context only.");
        }
    }

    protected static Receive EmptyReceive { get; } = static _ => false;

    protected static IActorContext Context =>
        InternalCurrentActorCellKeeper.Current
        ?? throw new NotSupportedException(
            "There is no active ActorContext: the code runs outside of an actor's message handling, most likely after an 'await' in a handler that was not registered as asynchronous.");

    protected IActorRef Sender => Context.Sender;

    protected IActorRef Self => _selfAfterStop ?? Context.Self;

    IActorContext IInternalActor.ActorContext => Context;

    public virtual void AroundPreRestart(Exception cause, object message) => PreRestart(cause, message);

    public virtual void AroundPreStart() => PreStart();

    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    public virtual void AroundPostStop() => PostStop();

    protected internal virtual bool AroundReceive(Receive receive, object message)
    {
        var handled = receive(message);
        if (!handled)
            Unhandled(message);
        return handled;
    }

    protected abstract bool Receive(object message);

    protected virtual void PreStart()
    {
    }

    protected virtual void PostStop()
    {
    }

    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in Context.GetChildren().ToArray())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    protected virtual void PostRestart(Exception reason) => PreStart();

    protected virtual SupervisorStrategy SupervisorStrategy() => null;

    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);
        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    internal bool InvokeReceive(object message) => Receive(message);

    internal SupervisorStrategy OwnSupervisorStrategy() => SupervisorStrategy();

    internal void Clear(IActorRef self) => _selfAfterStop = self;
}
