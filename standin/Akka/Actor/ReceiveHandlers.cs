namespace Akka.Actor;

/// <summary>The handlers of one behaviour, asked in the order in which they were given.</summary>
internal sealed class ReceiveHandlers
{
    private Func<object, bool>[] _handlers = [];
    private bool _complete;

    public void Add(Func<object, bool> handler)
    {
        if (_complete)
            throw new InvalidOperationException("A handler that takes every message was added before: no handler can be added after it.");
        _handlers = [.. _handlers, handler];
    }

    public void AddLast(Func<object, bool> handler)
    {
        Add(handler);
        _complete = true;
    }

    public bool TryHandle(object message)
    {
        foreach (var handler in _handlers)
        {
            if (handler(message))
                return true;
        }

        return false;
    }
}
