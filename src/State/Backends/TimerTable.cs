using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.State.Backends;

/// <summary>Timers as a part of snapshots: an entry is the time and the key.</summary>
internal sealed class TimerTable<TKey> : HeapTable, IKeyed<TKey>
{
    private readonly KeyedBackendContext<TKey> _context;
    private readonly HeapTable<TimerId<TKey>, int> _places;

    // The queue is one for all key groups.
    private readonly Lock _restoring = new();

    public TimerTable(KeyedBackendContext<TKey> context, int version)
    {
        _context = context;
        var hasher = new TimerHasher<TKey>(context.MaxParallelism);
        _places = new HeapTable<TimerId<TKey>, int>(hasher, context.MaxParallelism, context.KeyGroups, version);
        Queue = new HeapTimerQueue<TKey>(_places, hasher);
    }

    public HeapTimerQueue<TKey> Queue { get; }

    public bool Has(in TKey key, uint hash) => Keys().Contains(key);

    public IEnumerable<TKey> Keys() => _places.Keys().Select(id => id.Key).Distinct();

    public override long Count => _places.Count;

    public override HeapCapture Capture(int version, int oldest, long mostRemoved, ICodec key, ICodec value) =>
        _places.Capture(version, oldest, mostRemoved, new TimerIdCodec<TKey>((Codec<TKey>)key, _context.Hasher), TimerPlaceCodec.Instance);

    public override void BeginRestore() => _places.BeginRestore();

    public override void EndRestore() => _places.EndRestore();

    public override void Reserve(int keyGroup, long count)
    {
        // The queue grows as they come.
    }

    public override void Restore(int keyGroup, int count, ICodec key, ICodec value, ReadOnlySpan<byte> bytes)
    {
        using var alone = _restoring.EnterScope();
        var reader = new StateReader(bytes);
        for (var i = 0; i < count; i++)
        {
            var id = ReadId(keyGroup, (Codec<TKey>)key, ref reader);
            Queue.Add(id.Timestamp, in id.Key, id.Hash);
        }

        CheckEnd(reader.Remaining, bytes.Length, count, "timers");
    }

    public override void RestoreRemoved(int keyGroup, int count, ICodec key, ReadOnlySpan<byte> bytes)
    {
        using var alone = _restoring.EnterScope();
        var reader = new StateReader(bytes);
        for (var i = 0; i < count; i++)
        {
            var id = ReadId(keyGroup, (Codec<TKey>)key, ref reader);
            Queue.Delete(id.Timestamp, in id.Key, id.Hash);
        }

        CheckEnd(reader.Remaining, bytes.Length, count, "removed timers");
    }

    public override void Clear() => Queue.Clear();

    private TimerId<TKey> ReadId(int keyGroup, Codec<TKey> keys, ref StateReader reader)
    {
        var timestamp = reader.ReadInt64();
        var key = keys.Read(ref reader);
        var hash = _context.Hasher.Hash(in key);
        CheckGroup(in key, keyGroup, KeyGroups.Of(hash, _context.MaxParallelism));
        return new TimerId<TKey>(timestamp, key, hash);
    }
}
