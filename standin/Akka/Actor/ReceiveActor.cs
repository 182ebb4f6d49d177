using Akka.Actor.Internal;

namespace Akka.Actor;

public abstract class ReceiveActor : UntypedActor, IInitializableActor
{
    private ReceiveHandlers _configuring;
    private ReceiveHandlers _current;

    protected ReceiveActor() => _configuring = new ReceiveHandlers();

    void IInitializableActor.Init() => _current = TakeConfigured();

    protected sealed override void OnReceive(object message) => Handle(_current, message);

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

    protected void Receive<T>(Action<T> handler, Predicate<T> shouldHandle = null)
    {
        if (shouldHandle is null && typeof(T) == typeof(object))
        {
            ReceiveAny(message => handler((T)message));
            return;
        }

        Configuring.Add(message =>
        {
            if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed)))
                return false;
            handler(typed);
            return true;
        });
    }

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    protected void Receive<T>(Func<T, bool> handler) =>
        Configuring.Add(message => message is T typed && handler(typed));

    protected void Receive(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) =>
        Configuring.Add(message =>
        {
            if (!messageType.IsInstanceOfType(message) || (shouldHandle is not null && !shouldHandle(message)))
                return false;
            handler(message);
            return true;
        });

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Func<object, bool> handler) =>
        Configuring.Add(message => messageType.IsInstanceOfType(message) && handler(message));

    protected void ReceiveAny(Action<object> handler) =>
        Configuring.AddLast(message =>
        {
            handler(message);
            return true;
        });

    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) =>
        Receive(message => RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object> shouldHandle = null) =>
        Receive(messageType, message => RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler) =>
        ReceiveAny(message => RunTask(() => handler(message)));

    private ReceiveHandlers Configuring =>
        _configuring
        ?? throw new InvalidOperationException("Receive can be called in the actor's constructor and inside the action given to Become only.");

    private void Handle(ReceiveHandlers handlers, object message)
    {
        if (!handlers.TryHandle(message))
            Unhandled(message);
    }

    private ReceiveHandlers Configure(Action configure)
    {
        // Become can be called in the constructor, whose own handlers go on being collected after it.
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

    private ReceiveHandlers TakeConfigured()
    {
        var handlers = _configuring;
        _configuring = null;
        return handlers;
    }
}
