using System.Diagnostics;
using Weir.Bench.Harness;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;

namespace Weir.Bench.Workloads;

/// <summary>How many bytes of memory a key of heap state takes, number by number; the limit is a dictionary.</summary>
internal static class HeapMemory
{
    private const int MaxParallelism = 128;
    private const double MostTimesDictionary = 1.5;

    public static Workload Create(int keys) => new(
        $"memory, {keys:N0} keys",
        new Dictionary<string, double>(StringComparer.Ordinal),
        [
            new("weir", _ => Task.Run(() => Compare(keys))),
            new("limit", _ => Task.Run(() => Measure(keys, FillDictionary).Run)),
        ],
        []);

    private static Measurement Compare(int keys)
    {
        (_, double limit) = Measure(keys, FillDictionary);
        (Measurement run, double own) = Measure(keys, FillTable);
        return run with { Figures = [.. run.Figures, new Figure("bytes per key ÷ Dictionary's", own / limit, "", MostTimesDictionary)] };
    }

    private static (Measurement Run, double BytesPerKey) Measure(int keys, Func<int, (object Kept, ulong Count)> fill)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();
        (object kept, ulong count) = fill(keys);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        double bytesPerKey = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)keys;
        GC.KeepAlive(kept);
        return (run.End(keys, elapsed, count) with { Figures = [new Figure("bytes per key", bytesPerKey, "bytes")] }, bytesPerKey);
    }

    private static (object Kept, ulong Count) FillTable(int keys)
    {
        var backend = new HeapStateBackend<long>(KeyedBackendContext<long>.For(MaxParallelism, new KeyGroupRange(0, MaxParallelism)));
        HeapTable<long, long> table = backend.Table(new ValueStateDescriptor<long>("count"));
        for (long key = 0; key < keys; key++)
        {
            table.GetOrAdd(in key, KeyHasher<long>.Default.Hash(in key), out _) = key;
        }

        return (backend, (ulong)table.Count);
    }

    private static (object Kept, ulong Count) FillDictionary(int keys)
    {
        var dictionary = new Dictionary<long, long>();
        for (long key = 0; key < keys; key++)
        {
            dictionary[key] = key;
        }

        return (dictionary, (ulong)dictionary.Count);
    }
}
