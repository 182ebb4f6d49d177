using Weir.State.Backends.Databases;
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

    public override void Forget() => Queue.Forget();

    public override bool Has() => Keys().Contains(Key.Key);

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
                var found = DatabaseTimer.ReadKey(stored, Key.Codec);
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
        DatabaseTimer.Write(group, timestamp, _timer);
        _timer.WriteBytes(Prefix.Written[DatabaseKey.GroupSize..]);
        Queue.Forget();
    }
}
