namespace Weir.Actors.Coordination;

/// <summary>
/// The ids of the completed checkpoints that are kept, and of those of which the storage could not say whether they
/// were completed. The latest is never dropped while the job lives.
/// </summary>
internal sealed class CompletedCheckpoints(int retained)
{
    private readonly SortedSet<long> _completed = [];
    private readonly SortedSet<long> _unresolved = [];

    // Of what the job has started from, if that is a savepoint or another job's.
    private long _foreign;

    /// <summary>The latest id that was completed; 0: none.</summary>
    public long Latest { get; private set; }

    /// <summary>The latest, if it is one of the job's own, so that later ones may share its files; 0: there is none.</summary>
    public long IncrementalBase => _completed.Contains(Latest) && Latest != _foreign ? Latest : 0;

    public IReadOnlyList<long> Ids => [.. _completed];

    /// <summary>What must stay in the storage: completed, or perhaps completed.</summary>
    public IReadOnlyList<long> Kept => [.. _completed.Union(_unresolved).Order()];

    public bool Knows(long checkpointId) => _completed.Contains(checkpointId) || _unresolved.Contains(checkpointId);

    public void Restore(long? restoredId, IReadOnlyList<long> completedIds)
    {
        _completed.Clear();
        _unresolved.Clear();
        Latest = restoredId ?? 0;
        _foreign = completedIds.Contains(Latest) ? 0 : Latest;
        _completed.UnionWith(completedIds.Where(id => id <= Latest));
        if (restoredId is { } id)
        {
            _completed.Add(id);
        }
    }

    /// <summary>Perhaps it is complete: it stays until a newer one certainly is.</summary>
    public void AddUnresolved(long checkpointId) => _unresolved.Add(checkpointId);

    /// <summary>Adds it and says which are to be dropped, oldest first (with a late one: perhaps itself).</summary>
    public IReadOnlyList<long> Add(long checkpointId)
    {
        _completed.Add(checkpointId);
        Latest = Math.Max(Latest, checkpointId);
        var dropped = _unresolved.Where(id => id < Latest).ToList();
        _unresolved.ExceptWith(dropped);
        dropped.AddRange(Excess());
        dropped.Sort();
        return dropped;
    }

    /// <summary>Takes out what exceeds the number retained.</summary>
    public IReadOnlyList<long> Excess()
    {
        var excess = _completed.Take(Math.Max(0, _completed.Count - retained)).ToList();
        _completed.ExceptWith(excess);
        return excess;
    }

    /// <summary>Forgets all, for a job that is over and keeps nothing.</summary>
    public IReadOnlyList<long> Clear()
    {
        var all = Kept;
        _completed.Clear();
        _unresolved.Clear();
        return all;
    }
}
