namespace Weir.State.Storage.Local;

/// <summary>
/// Which checkpoints of a job a node keeps copies of: the newest complete one, and those that are under way. Plain: what happens goes in,
/// the ids of the copies that are needed no longer come out.
/// </summary>
/// <remarks>What it hears may be late, repeated, or missing: the end of a checkpoint that nobody told of goes with the next one that is complete.</remarks>
internal sealed class LocalRetention
{
    /// <summary>How many that are under way have copies; with more, the oldest have none.</summary>
    public const int MostPending = 8;

    /// <summary>How many are remembered that get no copies any more.</summary>
    private const int RememberedEnds = 64;

    private readonly SortedSet<long> _held = [];
    private readonly SortedSet<long> _ended = [];
    private long _complete;

    /// <summary>Those of which there are copies, in order.</summary>
    public IReadOnlyCollection<long> Held => _held;

    /// <summary>A subtask is about to write its part of a checkpoint.</summary>
    /// <returns>Whether it is to be copied, and the checkpoints whose copies go.</returns>
    public (bool IsCopied, IReadOnlyList<long> Dropped) Begin(long checkpointId)
    {
        if (checkpointId <= _complete || _ended.Contains(checkpointId))
        {
            return (false, []);
        }

        if (!_held.Add(checkpointId))
        {
            return (true, []);
        }

        List<long> pending = [.. _held.Where(id => id > _complete)];
        if (pending.Count <= MostPending)
        {
            return (true, []);
        }

        IReadOnlyList<long> dropped = Abort(pending[0]);
        return pending[0] == checkpointId ? (false, []) : (true, dropped);
    }

    /// <summary>It is complete: the job would go back to it, and to none before it.</summary>
    public IReadOnlyList<long> Complete(long checkpointId)
    {
        if (checkpointId <= _complete)
        {
            return [];
        }

        _complete = checkpointId;
        return Drop(id => id < checkpointId);
    }

    /// <summary>It will not be complete.</summary>
    public IReadOnlyList<long> Abort(long checkpointId)
    {
        if (checkpointId == _complete)
        {
            return [];
        }

        _ended.Add(checkpointId);
        if (_ended.Count > RememberedEnds)
        {
            _ended.Remove(_ended.Min);
        }

        return Drop(id => id == checkpointId);
    }

    /// <summary>The job starts from it: nothing else that was written before matters any more.</summary>
    /// <param name="checkpointId">Null: it starts empty, or from what is not a checkpoint of its own.</param>
    public IReadOnlyList<long> Restore(long? checkpointId)
    {
        _complete = checkpointId ?? 0;
        return Drop(id => id != checkpointId);
    }

    private IReadOnlyList<long> Drop(Predicate<long> which)
    {
        long[] dropped = [.. _held.Where(id => which(id))];
        _held.ExceptWith(dropped);
        return dropped;
    }
}
