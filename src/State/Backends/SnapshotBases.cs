namespace Weir.State.Backends;

/// <summary>
/// What a backend remembers of its snapshots: a later one may build upon them. Writers add to it from their own threads.
/// </summary>
internal sealed class SnapshotBases<T>
    where T : class
{
    // Each unfinished or given up checkpoint since the last complete one is one; of more than this, only the newest.
    private const int Most = 32;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, T> _known = [];
    private long _current;

    public void Add(long checkpointId, T snapshot)
    {
        lock (_lock)
        {
            _known[checkpointId] = snapshot;
            if (_known.Count > Most)
            {
                // The one that was built upon last may be for long.
                _known.Remove(_known.Keys.First(id => id != _current));
            }
        }
    }

    /// <summary>What there is of a checkpoint; no older one will be asked for any more.</summary>
    public T? Find(long checkpointId)
    {
        lock (_lock)
        {
            foreach (var id in _known.Keys.Where(id => id < checkpointId).ToList())
            {
                _known.Remove(id);
            }

            _current = checkpointId;
            return _known.GetValueOrDefault(checkpointId);
        }
    }
}
