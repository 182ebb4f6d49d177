namespace Weir.State.Backends;

/// <summary>
/// What a backend remembers of its snapshots: a later one may build upon them. Writers add to it from their own threads.
/// </summary>
internal sealed class HeapBases
{
    // Each unfinished or given up checkpoint since the last complete one is one; of more than this, only the newest.
    private const int Most = 32;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, HeapLayers> _layers = [];
    private long _current;

    public void Add(long checkpointId, HeapLayers layers)
    {
        lock (_lock)
        {
            _layers[checkpointId] = layers;
            if (_layers.Count > Most)
            {
                // The one that was built upon last may be for long.
                _layers.Remove(_layers.Keys.First(id => id != _current));
            }
        }
    }

    /// <summary>What there is of a checkpoint; no older one will be asked for any more.</summary>
    public HeapLayers? Find(long checkpointId)
    {
        lock (_lock)
        {
            foreach (var id in _layers.Keys.Where(id => id < checkpointId).ToList())
            {
                _layers.Remove(id);
            }

            _current = checkpointId;
            return _layers.GetValueOrDefault(checkpointId);
        }
    }
}
