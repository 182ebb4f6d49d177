using System.Buffers.Binary;
using RocksDbSharp;
using Weir.State.Codecs;

namespace Weir.State.RocksDb;

/// <summary>Timers as a state: found by key group, time and key, with nothing behind.</summary>
internal sealed class RocksDbTimerState<TKey>(string name, RocksDbKey<TKey> key, RocksDbFamily family)
    : RocksDbState<TKey>(StateKind.Timers, name, key, family, Codec.For<ValueTuple>())
{
    private const int KeysAtOnce = 1024;

    private readonly StateWriter _timer = new(64);
    private RocksDbTimerQueue<TKey>? _queue;

    public RocksDbTimerQueue<TKey> Queue => _queue ??= new RocksDbTimerQueue<TKey>(Key.Context, Key.Codec, Family);

    public override void WriteBack()
    {
    }

    public override IEnumerable<TKey> Keys()
    {
        var seen = new HashSet<TKey>();
        var last = Array.Empty<byte>();
        while (true)
        {
            var entries = Family.Read([], last, after: last.Length > 0, KeysAtOnce);
            foreach (var (stored, _) in entries)
            {
                last = stored;
                var found = RocksDbTimer.ReadKey(stored, Key.Codec);
                if (seen.Add(found))
                {
                    yield return found;
                }
            }

            if (entries.Count < KeysAtOnce)
            {
                yield break;
            }
        }
    }

    public override int WriteEntries(Iterator iterator, int group, int limit, StateWriter writer)
    {
        var end = writer.Length + limit;
        var count = 0;
        for (; writer.Length < end && IsIn(iterator, group); iterator.Next())
        {
            var stored = iterator.GetKeySpan();
            writer.WriteInt64(RocksDbTimer.ReadTimestamp(stored));
            writer.WriteBytes(stored[RocksDbTimer.KeyStart..]);
            count++;
        }

        return count;
    }

    protected override void Restore(int group, bool isOver, ICodec key, ICodec value, ref StateReader reader)
    {
        RestoreTimer(group, key, ref reader);
        Family.PutLater(_timer.Written, []);
    }

    protected override void RestoreRemoved(int group, ICodec key, ref StateReader reader)
    {
        RestoreTimer(group, key, ref reader);
        Family.RemoveLater(_timer.Written);
    }

    private void RestoreTimer(int group, ICodec key, ref StateReader reader)
    {
        var timestamp = reader.ReadInt64();
        RestoreKey(group, key, ref reader);
        _timer.Clear();
        RocksDbTimer.Write(group, timestamp, _timer);
        _timer.WriteBytes(Prefix.Written[RocksDbKey.GroupSize..]);
        Queue.Forget();
    }
}

/// <summary>What a timer is found by. Times are in the order of their bytes.</summary>
internal static class RocksDbTimer
{
    public const int KeyStart = RocksDbKey.GroupSize + sizeof(long);

    private const ulong Sign = 0x8000_0000_0000_0000;

    public static void Write(int group, long timestamp, StateWriter writer)
    {
        RocksDbKey.WriteGroup(group, writer);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)timestamp ^ Sign);
        writer.WriteBytes(bytes);
    }

    public static long ReadTimestamp(ReadOnlySpan<byte> stored) =>
        (long)(BinaryPrimitives.ReadUInt64BigEndian(stored[RocksDbKey.GroupSize..]) ^ Sign);

    public static TKey ReadKey<TKey>(ReadOnlySpan<byte> stored, Codec<TKey> codec)
    {
        var reader = new StateReader(stored[KeyStart..]);
        return codec.Read(ref reader);
    }
}
