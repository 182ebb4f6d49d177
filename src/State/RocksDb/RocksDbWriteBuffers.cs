using System.Runtime.CompilerServices;
using RocksDbSharp;

namespace Weir.State.RocksDb;

/// <summary>
/// Holds the write buffers of a database to their part of the memory: the library begins to write them to files before that is full, and
/// whoever writes quicker than it does waits here. The library has a limit for all families together as well, but only as a hint.
/// </summary>
internal sealed class RocksDbWriteBuffers
{
    // What an entry takes in a buffer beside its key and value, about.
    private const int EntryBytes = 40;

    private readonly FlushOptions _wait = new FlushOptions().SetWaitForFlush(true);
    private readonly RocksDbStore _store;
    private readonly RocksDbMemory _memory;
    private readonly long _shareBytes;
    private readonly long _intervalBytes;
    private long _uncheckedBytes;
    private long _chargedBytes;

    /// <param name="shareBytes">What <see cref="RocksDbMemory.Reserve"/> has set apart.</param>
    public RocksDbWriteBuffers(RocksDbStore store, RocksDbMemory memory, long shareBytes)
    {
        (_store, _memory, _shareBytes) = (store, memory, shareBytes);
        _intervalBytes = shareBytes / 16;
    }

    /// <summary>Counts an entry that is written, or is going to be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count(int keyBytes, int valueBytes) => _uncheckedBytes += keyBytes + valueBytes + EntryBytes;

    /// <summary>Called after each write: looks at the buffers when enough has been written, and waits until they are small enough.</summary>
    /// <exception cref="RocksDbException">They cannot be written to files.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Check()
    {
        if (_uncheckedBytes >= _intervalBytes)
        {
            Hold();
        }
    }

    /// <summary>The database is closed.</summary>
    public void Release()
    {
        _memory.Charge(-_chargedBytes);
        _chargedBytes = 0;
    }

    private void Hold()
    {
        _uncheckedBytes = 0;
        var (unwritten, all) = Measure(out var largest);

        // Iterators keep buffers that are in files already. Those cannot be got rid of, so that less is left for new ones, and the cache
        // gives way.
        var limit = Math.Max(_shareBytes / 4, _shareBytes - (all - unwritten)) - _intervalBytes;
        for (var i = 0; unwritten > limit && i < _store.Families.Count; i++)
        {
            _store.Settle();
            Native.Instance.rocksdb_flush_cf(_store.Database.Handle, _wait.Handle, largest!.Handle);
            (unwritten, all) = Measure(out largest);
        }

        var excess = Math.Max(0, all - _shareBytes + _intervalBytes);
        if (excess != _chargedBytes)
        {
            _memory.Charge(excess - _chargedBytes);
            _chargedBytes = excess;
        }
    }

    private (long Unwritten, long All) Measure(out ColumnFamilyHandle? largest)
    {
        long unwritten = 0;
        long all = 0;
        long most = -1;
        largest = null;
        foreach (var family in _store.Families.Values)
        {
            var bytes = RocksDbProperty.UnwrittenBytes.Read(_store.Database, family) ?? 0;
            unwritten += bytes;
            all += RocksDbProperty.WriteBufferBytes.Read(_store.Database, family) ?? 0;
            if (bytes > most)
            {
                (most, largest) = (bytes, family);
            }
        }

        return (unwritten, all);
    }
}
