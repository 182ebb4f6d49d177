using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Persistence;

public abstract class ReceivePersistentActor : UntypedPersistentActor, IInitializableActor
{
    private ReceiveHandlers _configuring = new();
    private ReceiveHandlers _recovering = new();
    private ReceiveHandlers _commands;
    private ReceiveHandlers _recovers;

    void IInitializableActor.Init()
    {
        (_commands, _configuring) = (_configuring, null);
        (_recovers, _recovering) = (_recovering, null);
    }

    protected sealed override void OnCommand(object message) => Handle(_commands, message);

    protected sealed override void OnRecover(object message) => Handle(_recovers, message);

    protected void Become(Action configure)
    {
        var handlers = Configure(configure);
        base.Become(message => Handle(handlers, message));
    }

    protected void BecomeStacked(Action configure)
    {
        var handlers = Configure(configure);
        base.BecomeStacked(message => Handle(handlers, message));
    }

    protected void Recover<T>(Action<T> handler, Predicate<T> shouldHandle = null) => Add(Recovering, handler, shouldHandle);

    protected void Recover<T>(Predicate<T> shouldHandle, Action<T> handler) => Recover(handler, shouldHandle);

    protected void Recover<T>(Func<T, bool> handler) => Recovering.Add(message => message is T typed && handler(typed));

    protected void Recover(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        Add(Recovering, messageType, handler, shouldHandle);

    protected void Recover(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Recover(messageType, handler, shouldHandle);

    protected void Recover(Type messageType, Func<object, bool> handler) =>
        Recovering.Add(message => messageType.IsInstanceOfType(message) && handler(message));

    protected void RecoverAny(Action<object> handler) => Recovering.AddLast(Always(handler));

    protected void Command<T>(Action<T> handler, Predicate<T> shouldHandle = null) => Add(Configuring, handler, shouldHandle);

    protected void Command<T>(Predicate<T> shouldHandle, Action<T> handler) => Command(handler, shouldHandle);

    protected void Command<T>(Func<T, bool> handler) => Configuring.Add(message => message is T typed && handler(typed));

    protected void Command(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        Add(Configuring, messageType, handler, shouldHandle);

    protected void Command(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Command(messageType, handler, shouldHandle);

    protected void Command(Type messageType, Func<object, bool> handler) =>
        Configuring.Add(message => messageType.IsInstanceOfType(message) && handler(message));

    protected void Command(Action<object> handler) => CommandAny(handler);

    protected void CommandAny(Action<object> handler) => Configuring.AddLast(Always(handler));

    protected void CommandAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) =>
        Add(Configuring, message => RunTask(() => handler(message)), shouldHandle);

    protected void CommandAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => CommandAsync(handler, shouldHandle);

    protected void CommandAsync(Type messageType, Func<object, Task> handler, Predicate<object> shouldHandle = null) =>
        Add(Configuring, messageType, message => RunTask(() => handler(message)), shouldHandle);

    protected void CommandAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        CommandAsync(messageType, handler, shouldHandle);

    protected void CommandAnyAsync(Func<object, Task> handler) => CommandAny(message => RunTask(() => handler(message)));

    private ReceiveHandlers Configuring =>
        _configuring
        ?? throw new InvalidOperationException("Command can be called in the actor's constructor and inside the action given to Become only.");

    private ReceiveHandlers Recovering =>
        _recovering
        ?? throw new InvalidOperationException("Recover can be called in the actor's constructor only.");

    private static void Add<T>(ReceiveHandlers handlers, Action<T> handler, Predicate<T> shouldHandle)
    {
        if (shouldHandle is null && typeof(T) == typeof(object))
        {
            handlers.AddLast(Always(message => handler((T)message)));
            return;
        }

        handlers.Add(message =>
        {
            if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed)))
                return false;
            handler(typed);
            return true;
        });
    }

    private static void Add(ReceiveHandlers handlers, Type messageType, Action<object> handler, Predicate<object> shouldHandle) =>
        handlers.Add(message =>
        {
            if (!messageType.IsInstanceOfType(message) || (shouldHandle is not null && !shouldHandle(message)))
                return false;
            handler(message);
            return true;
        });

    private static Func<object, bool> Always(Action<object> handler) => message =>
    {
        handler(message);
        return true;
    };

    private void Handle(ReceiveHandlers handlers, object message)
    {
        if (!handlers.TryHandle(message))
            Unhandled(message);
    }

    private ReceiveHandlers Configure(Action configure)
    {
        var outer = _configuring;
        _configuring = new ReceiveHandlers();
        try
        {
            configure();
            return _configuring;
        }
        finally
        {
            _configuring = outer;
        }
    }
}
