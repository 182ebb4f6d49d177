using Akka.Actor;

namespace Weir.Standin.Conformance.Cluster;

/// <summary>What was reported, in order; waits for what is to come.</summary>
public sealed class EventLog
{
    private readonly Lock _lock = new();
    private readonly List<object> _events = [];
    private readonly List<(Func<object, bool> Holds, TaskCompletionSource<object> Found)> _waiting = [];

    public IReadOnlyList<object> All
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    public void Add(object @event)
    {
        List<TaskCompletionSource<object>> found;
        lock (_lock)
        {
            _events.Add(@event);
            found = [.. _waiting.Where(each => each.Holds(@event)).Select(each => each.Found)];
            _waiting.RemoveAll(each => found.Contains(each.Found));
        }

        found.ForEach(each => each.TrySetResult(@event));
    }

    /// <summary>The first event that holds, of those that were and those that come.</summary>
    public async Task<T> First<T>(Func<T, bool> holds, TimeSpan patience)
    {
        var found = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_events.OfType<T>().Where(holds).Take(1).ToArray() is [var known])
                return known;
            _waiting.Add((@event => @event is T typed && holds(typed), found));
        }

        try
        {
            return (T)await found.Task.WaitAsync(patience);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"There was no such {typeof(T).Name} within {patience}; there were:{Environment.NewLine}{string.Join(Environment.NewLine, All)}", exception);
        }
    }

    /// <summary>Logs all that it is told.</summary>
    public sealed class Listener : ReceiveActor
    {
        public Listener(EventLog log) => ReceiveAny(log.Add);
    }
}
