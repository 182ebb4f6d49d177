using System.Diagnostics;
using FASTER.core;
using Weir.Bench.Harness;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;

namespace Weir.Bench.Workloads;

/// <summary>
/// Read, add one, write, over keys in random order: in a hybrid log (Microsoft.FASTER.Core), all of it in memory and with a part of it
/// only, beside state in RocksDB and on the heap.
/// </summary>
internal static class HybridLog
{
    private const int MaxParallelism = 128;

    public static Workload Create(int keys, int changes, int mebibytes) => new(
        $"hybrid-log, {keys:N0} keys, {mebibytes} MiB",
        new Dictionary<string, double>(StringComparer.Ordinal),
        [
            new("weir", _ => Task.Run(() => StateRocksDb.InFolder(folder => StateRocksDb.RunBackend(folder, keys, changes, (long)mebibytes << 20)))),
            new("heap", _ => Task.Run(() => RunHeap(keys, changes))),
            new("log in memory", _ => Task.Run(() => StateRocksDb.InFolder(folder => RunLog(folder, keys, changes, indexBytes: 1L << 26, logBytes: 1L << 30)))),
            new("log on disk", _ => Task.Run(() => StateRocksDb.InFolder(folder => RunLog(folder, keys, changes, (long)mebibytes << 19, (long)mebibytes << 19)))),
        ],
        []);

    private static Measurement RunHeap(int keys, int changes)
    {
        using var backend = new HeapStateBackend<long>(KeyedBackendContext<long>.For(MaxParallelism, new KeyGroupRange(0, MaxParallelism)));
        IValueState<long> state = backend.State(new ValueStateDescriptor<long>("count"));
        return StateRocksDb.Measure(keys, changes, key =>
        {
            backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            long value = state.Value + 1;
            state.Value = value;
            return value;
        });
    }

    private static Measurement RunLog(string folder, int keys, int changes, long indexBytes, long logBytes)
    {
        // Asked for again when it has come from the disk.
        const int Outstanding = 1_024;
        using var settings = new FasterKVSettings<long, long>(folder) { IndexSize = indexBytes, MemorySize = logBytes, PageSize = 1 << 20 };
        using var store = new FasterKV<long, long>(settings);
        var functions = new Additions();
        using ClientSession<long, long, long, long, Empty, IFunctions<long, long, long, long, Empty>> session = store.NewSession(functions);
        int pending = 0;
        long Increment(long key)
        {
            long one = 1;
            long value = 0;
            if (!session.RMW(ref key, ref one, ref value).IsPending)
            {
                return value;
            }

            if (++pending % Outstanding == 0)
            {
                session.CompletePending(wait: true);
            }

            return 0;
        }

        for (long key = 0; key < keys; key++)
        {
            Increment(key);
        }

        session.CompletePending(wait: true);
        functions.Sum = 0;
        var random = new Random(1);
        ulong sum = 0;
        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < changes; i++)
        {
            sum += (ulong)Increment(random.NextInt64(keys));
        }

        session.CompletePending(wait: true);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        return run.End(changes, elapsed, sum + functions.Sum);
    }

    /// <summary>Adds up what comes later than it was asked for.</summary>
    private sealed class Additions() : SimpleFunctions<long, long>((left, right) => left + right)
    {
        public ulong Sum { get; set; }

        public override void RMWCompletionCallback(ref long key, ref long input, ref long output, Empty context, Status status, RecordMetadata metadata) =>
            Sum += (ulong)output;
    }
}
