namespace Akka.Actor.Internal;

/// <summary>What a cell waits for until its dying children are gone.</summary>
internal enum WaitReason
{
    None,
    Creation,
    Recreation,
    Termination,
}

/// <summary>The children of one cell. Its own turn changes it, and others that create or look up children; hence the lock.</summary>
internal sealed class ChildrenTable
{
    private readonly Lock _lock = new();
    private Dictionary<string, ChildRestartStats> _byName;
    private HashSet<IActorRef> _dying;
    private ChildRestartStats[] _snapshot = [];
    private WaitReason _reason;
    private Exception _cause;
    private bool _terminated;

    public bool IsTerminating => _reason == WaitReason.Termination;

    public bool IsTerminated => _terminated;

    /// <summary>False while the cell waits for children before it goes on with its creation, restart or stop.</summary>
    public bool IsNormal => _reason == WaitReason.None;

    public ChildRestartStats[] All
    {
        get
        {
            if (Volatile.Read(ref _snapshot) is { } known)
                return known;
            lock (_lock)
                return _snapshot = _byName is null ? [] : [.. _byName.Values.Where(stats => stats is not null)];
        }
    }

    public void Reserve(string name)
    {
        lock (_lock)
        {
            if (_terminated || IsTerminating)
                throw new InvalidOperationException($"Cannot reserve actor name '{name}': the parent is terminating or terminated.");
            _byName ??= new Dictionary<string, ChildRestartStats>(StringComparer.Ordinal);
            if (!_byName.TryAdd(name, null))
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
        }
    }

    public void Unreserve(string name)
    {
        lock (_lock)
        {
            if (_byName is not null && _byName.TryGetValue(name, out var stats) && stats is null)
                _byName.Remove(name);
        }
    }

    /// <returns>Null when there is no room any more: the parent has terminated.</returns>
    public ChildRestartStats Init(IInternalActorRef child)
    {
        lock (_lock)
        {
            if (_terminated)
                return null;
            _byName ??= new Dictionary<string, ChildRestartStats>(StringComparer.Ordinal);
            if (_byName.TryGetValue(child.Path.Name, out var known) && known is not null)
                return known.Uid == child.Path.Uid ? known : null;
            var stats = new ChildRestartStats(child);
            _byName[child.Path.Name] = stats;
            _snapshot = null;
            return stats;
        }
    }

    public bool TryGet(string name, out ChildRestartStats stats)
    {
        lock (_lock)
        {
            stats = null;
            return _byName is not null && _byName.TryGetValue(name, out stats) && stats is not null;
        }
    }

    public bool TryGet(IActorRef child, out ChildRestartStats stats) =>
        TryGet(child.Path.Name, out stats) && stats.Child.Equals(child);

    public void MarkDying(IActorRef child)
    {
        if (!TryGet(child, out _))
            return;
        lock (_lock)
            (_dying ??= []).Add(child);
    }

    /// <returns>True when children are dying, so that what was asked for has to wait for them.</returns>
    public bool WaitForDying(WaitReason reason, Exception cause = null)
    {
        lock (_lock)
        {
            if (_dying is null || _dying.Count == 0)
                return false;
            _reason = reason;
            _cause = cause;
            return true;
        }
    }

    /// <returns>What waited for this child, when it was the last one.</returns>
    public (WaitReason Reason, Exception Cause) Remove(IActorRef child)
    {
        lock (_lock)
        {
            if (_byName is null || !_byName.TryGetValue(child.Path.Name, out var stats) || stats is null || !stats.Child.Equals(child))
                return default;
            _byName.Remove(child.Path.Name);
            _snapshot = null;
            if (_dying is null || !_dying.Remove(child) || _dying.Count > 0)
                return default;
            var done = (_reason, _cause);
            if (_reason != WaitReason.Termination)
                (_reason, _cause) = (WaitReason.None, null);
            return done;
        }
    }

    public void SetTerminated()
    {
        lock (_lock)
        {
            _terminated = true;
            _byName = null;
            _dying = null;
            _snapshot = null;
        }
    }
}
