using Weir.State.Backends;
using Weir.State.Backends.Databases;
using Weir.State.Codecs;

namespace Weir.State.RocksDb;

/// <summary>Timers in the database, the next few of each key group in memory. Those of one time come by key group.</summary>
internal sealed class RocksDbTimerQueue<TKey> : TimerQueue<TKey>
{
    private readonly KeyedBackendContext<TKey> _context;
    private readonly Codec<TKey> _codec;
    private readonly RocksDbFamily _family;
    private readonly RocksDbTimerHead[] _heads;
    private readonly StateWriter _timer = new(64);
    private RocksDbTimerHead? _first;
    private bool _isFirstKnown;

    public RocksDbTimerQueue(KeyedBackendContext<TKey> context, Codec<TKey> codec, RocksDbFamily family)
    {
        (_context, _codec, _family) = (context, codec, family);
        _heads = [.. Enumerable.Range(context.KeyGroups.Start, context.KeyGroups.Count).Select(group => new RocksDbTimerHead(group, family))];
    }

    /// <summary>Counts them.</summary>
    public override int Count
    {
        get
        {
            const int AtOnce = 1024;
            var count = 0;
            var last = Array.Empty<byte>();
            while (true)
            {
                var entries = _family.Read([], last, after: last.Length > 0, AtOnce);
                count += entries.Count;
                if (entries.Count < AtOnce)
                {
                    return count;
                }

                last = entries[^1].Key;
            }
        }
    }

    public override long? NextTimestamp => First()?.Timestamp;

    public override bool Add(long timestamp, in TKey key, uint hash)
    {
        var head = Find(timestamp, in key, hash);
        if (_family.Has(_timer.Written))
        {
            return false;
        }

        _family.Put(_timer.Written, []);
        _isFirstKnown &= !head.Add(_timer.Written);
        return true;
    }

    public override bool Delete(long timestamp, in TKey key, uint hash)
    {
        var head = Find(timestamp, in key, hash);
        if (!_family.Has(_timer.Written))
        {
            return false;
        }

        _family.Remove(_timer.Written);
        _isFirstKnown &= !head.Remove(_timer.Written);
        return true;
    }

    public override bool TryPop(long upTo, out Timer<TKey> timer)
    {
        if (First() is not { } head || head.Timestamp > upTo)
        {
            timer = default;
            return false;
        }

        var stored = head.Pop();
        _isFirstKnown = false;
        _family.Remove(stored);
        var key = DatabaseTimer.ReadKey(stored, _codec);
        timer = new Timer<TKey>(DatabaseTimer.ReadTimestamp(stored), key, _context.Hasher.Hash(in key));
        return true;
    }

    /// <summary>The database has got timers otherwise.</summary>
    public void Forget()
    {
        foreach (var head in _heads)
        {
            head.Forget();
        }

        _isFirstKnown = false;
    }

    private RocksDbTimerHead Find(long timestamp, in TKey key, uint hash)
    {
        ObjectDisposedException.ThrowIf(_family.Store.IsDisposed, this);
        var group = _context.OwnGroup(hash);
        _timer.Clear();
        DatabaseTimer.Write(group, timestamp, _timer);
        _codec.Write(in key, _timer);
        return _heads[group - _context.KeyGroups.Start];
    }

    private RocksDbTimerHead? First()
    {
        if (_isFirstKnown)
        {
            return _first;
        }

        ObjectDisposedException.ThrowIf(_family.Store.IsDisposed, this);
        RocksDbTimerHead? first = null;
        foreach (var head in _heads)
        {
            if (head.HasAny() && (first is null || head.Timestamp < first.Timestamp))
            {
                first = head;
            }
        }

        (_first, _isFirstKnown) = (first, true);
        return first;
    }
}
