namespace Akka.Cluster;

/// <summary>Calls back when this node gets to a status, each one once.</summary>
internal sealed class SelfStatus
{
    private readonly Lock _lock = new();
    private readonly List<(Func<MemberStatus, bool> Holds, Action Callback)> _waiting = [];
    private readonly List<Action> _onStop = [];
    private MemberStatus _status = MemberStatus.Removed;
    private bool _isStopped;

    public void When(Func<MemberStatus, bool> holds, Action callback)
    {
        lock (_lock)
        {
            if (_isStopped)
                return;
            if (!holds(_status))
            {
                _waiting.Add((holds, callback));
                return;
            }
        }

        callback();
    }

    public void WhenStopped(Action callback)
    {
        lock (_lock)
        {
            if (!_isStopped)
            {
                _onStop.Add(callback);
                return;
            }
        }

        callback();
    }

    public void Set(MemberStatus status)
    {
        Action[] due;
        lock (_lock)
        {
            _status = status;
            due = [.. _waiting.Where(each => each.Holds(status)).Select(each => each.Callback)];
            _waiting.RemoveAll(each => each.Holds(status));
        }

        foreach (var callback in due)
            callback();
    }

    public void Stop()
    {
        Action[] due;
        lock (_lock)
        {
            _isStopped = true;
            due = [.. _onStop];
            _onStop.Clear();
            _waiting.Clear();
        }

        foreach (var callback in due)
            callback();
    }
}
