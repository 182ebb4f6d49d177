using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>At /: stops when the guardian of /system has stopped, and with it the system.</summary>
internal sealed class RootGuardian : ActorBase, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Supervised supervised:
                Context.Watch(supervised.Guardian);
                return true;
            case Terminated:
                Context.Stop(Self);
                return true;
            default:
                return false;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.StoppingStrategy;

    internal sealed class Supervised(IActorRef guardian) : INoSerializationVerificationNeeded
    {
        public IActorRef Guardian { get; } = guardian;
    }
}

/// <summary>At /user: the parent of what ActorSystem.ActorOf makes.</summary>
internal sealed class UserGuardian : ActorBase, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private readonly SupervisorStrategy _strategy;

    public UserGuardian(SupervisorStrategy strategy) => _strategy = strategy;

    public static Props PropsFor(Settings settings) =>
        Props.Create(typeof(UserGuardian), SupervisorStrategyConfigurator.CreateConfigurator(settings.SupervisorStrategyClass).Create());

    protected override bool Receive(object message)
    {
        Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
        return true;
    }

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;

    protected override void PreRestart(Exception reason, object message)
    {
        // Its children outlive it: they are the application.
    }
}

/// <summary>At /system: outlives /user, then stops the system's own actors, and the loggers last.</summary>
internal sealed class SystemGuardianActor : ActorBase, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private readonly IActorRef _userGuardian;
    private readonly HashSet<IActorRef> _hooks = [];
    private readonly HashSet<IActorRef> _stopping = [];

    public SystemGuardianActor(IActorRef userGuardian) => _userGuardian = userGuardian;

    protected override void PreStart() => Context.Watch(_userGuardian);

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated terminated when terminated.ActorRef.Equals(_userGuardian):
                foreach (var hook in _hooks)
                    hook.Tell(TerminationHook.Instance, Self);
                Context.Become(StoppingHooks);
                StopChildrenWhenHooksAreDone();
                return true;
            case Terminated terminated:
                return _hooks.Remove(terminated.ActorRef);
            case RegisterTerminationHook:
                if (Sender != Context.System.DeadLetters && _hooks.Add(Sender))
                    Context.Watch(Sender);
                return true;
            default:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                return true;
        }
    }

    private bool StoppingHooks(object message)
    {
        switch (message)
        {
            case Terminated terminated:
                _hooks.Remove(terminated.ActorRef);
                break;
            case TerminationHookDone:
                Context.Unwatch(Sender);
                _hooks.Remove(Sender);
                break;
            default:
                return true;
        }

        StopChildrenWhenHooksAreDone();
        return true;
    }

    private void StopChildrenWhenHooksAreDone()
    {
        if (_hooks.Count > 0)
            return;
        var loggers = Context.System.EventStream.Loggers;
        foreach (var child in Context.GetChildren().Where(child => !loggers.Contains(child)).ToArray())
        {
            _stopping.Add(Context.Watch(child));
            Context.Stop(child);
        }

        Context.Become(StoppingChildren);
        StopLoggersWhenChildrenAreGone();
    }

    private bool StoppingChildren(object message)
    {
        if (message is Terminated terminated && _stopping.Remove(terminated.ActorRef))
            StopLoggersWhenChildrenAreGone();
        return true;
    }

    private void StopLoggersWhenChildrenAreGone()
    {
        if (_stopping.Count > 0)
            return;

        // A poison pill comes after the log events that the loggers still hold, so none of them is lost.
        foreach (var logger in Context.System.EventStream.StopLoggers(Context.System.Settings))
        {
            _stopping.Add(Context.Watch(logger));
            logger.Tell(PoisonPill.Instance, Self);
        }

        Context.Become(StoppingLoggers);
        StopWhenLoggersAreGone();
    }

    private bool StoppingLoggers(object message)
    {
        if (message is Terminated terminated && _stopping.Remove(terminated.ActorRef))
            StopWhenLoggersAreGone();
        return true;
    }

    private void StopWhenLoggersAreGone()
    {
        if (_stopping.Count == 0)
            Context.Stop(Self);
    }
}
