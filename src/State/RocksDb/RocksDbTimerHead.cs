using Weir.State.Backends.Databases;

namespace Weir.State.RocksDb;

/// <summary>The next timers of one key group, as the database has them and in its order.</summary>
internal sealed class RocksDbTimerHead(int group, RocksDbFamily family)
{
    private const int ReadAtOnce = 32;
    private const int Most = 64;

    private readonly byte[] _prefix = [(byte)(group >> 8), (byte)group];
    private readonly List<byte[]> _timers = [];

    // Where those come that are not in memory; whatever is before has been taken, and the database would step over it.
    private byte[] _from = [(byte)(group >> 8), (byte)group];
    private bool _isComplete;

    /// <summary>Of the next one; ask <see cref="HasAny"/> before.</summary>
    public long Timestamp { get; private set; }

    public bool HasAny()
    {
        if (_timers.Count == 0 && !_isComplete)
        {
            if (family.Handle is null)
            {
                return false;
            }

            var entries = family.Read(_prefix, _from, after: false, ReadAtOnce);
            _timers.AddRange(entries.Select(entry => entry.Key));
            _isComplete = entries.Count < ReadAtOnce;
            Look();
        }

        return _timers.Count > 0;
    }

    /// <summary>It is in the database already.</summary>
    /// <returns>Whether the next one may be another now.</returns>
    public bool Add(ReadOnlySpan<byte> timer)
    {
        if (!_isComplete && (_timers.Count == 0 || timer.SequenceCompareTo(_timers[^1]) > 0))
        {
            if (timer.SequenceCompareTo(_from) < 0)
            {
                _from = timer.ToArray();
            }

            return _timers.Count == 0;
        }

        var place = PlaceOf(timer);
        _timers.Insert(place, timer.ToArray());
        if (_timers.Count > Most)
        {
            _timers.RemoveAt(Most);
            _isComplete = false;
            _from = _timers[^1];
        }

        Look();
        return place == 0;
    }

    /// <summary>It is not in the database any more.</summary>
    /// <returns>Whether the next one may be another now.</returns>
    public bool Remove(ReadOnlySpan<byte> timer)
    {
        var place = PlaceOf(timer);
        if (place == _timers.Count || !timer.SequenceEqual(_timers[place]))
        {
            return false;
        }

        TakeAt(place);
        return place == 0;
    }

    public byte[] Pop() => TakeAt(0);

    public void Forget()
    {
        _timers.Clear();
        _from = _prefix;
        _isComplete = false;
    }

    private byte[] TakeAt(int place)
    {
        var timer = _timers[place];
        _timers.RemoveAt(place);
        if (_timers.Count == 0)
        {
            _from = timer;
        }

        Look();
        return timer;
    }

    private int PlaceOf(ReadOnlySpan<byte> timer)
    {
        var (low, high) = (0, _timers.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (timer.SequenceCompareTo(_timers[middle]) > 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Look()
    {
        if (_timers.Count > 0)
        {
            Timestamp = DatabaseTimer.ReadTimestamp(_timers[0]);
        }
    }
}
