using System.Diagnostics;
using System.Runtime.InteropServices;
using Weir.Bench.Harness;
using Weir.State.Keys;

namespace Weir.Bench.Workloads;

/// <summary>
/// The least code that counts keys: two threads, each hashes its half of the keys and counts them in a dictionary of
/// its own.
/// </summary>
internal static class KeyedCountLimit
{
    public static Task<Measurement> RunAsync(long records, ulong keys, int threads) => Task.Run(() =>
    {
        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();
        var counts = new Dictionary<long, long>[threads];
        uint[] hashes = new uint[threads];
        var workers = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            int thread = i;
            workers[thread] = new Thread(() => (counts[thread], hashes[thread]) = Count(thread, threads, records, keys));
            workers[thread].Start();
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        GC.KeepAlive(hashes);
        return run.End(records, elapsed, Answer(counts));
    });

    private static (Dictionary<long, long> Counts, uint Hashes) Count(int thread, int threads, long records, ulong keys)
    {
        var counts = new Dictionary<long, long>();
        KeyHasher<long> hasher = KeyHasher<long>.Default;
        uint all = 0;
        for (long n = thread; n < records; n += threads)
        {
            long key = Keys.At(n, keys);
            all += hasher.Hash(key);
            CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
        }

        return (counts, all);
    }

    /// <summary>The sum of all running counts: 1 + … + n for each key.</summary>
    private static ulong Answer(Dictionary<long, long>[] counts)
    {
        var total = new Dictionary<long, long>();
        foreach (Dictionary<long, long> part in counts)
        {
            foreach ((long key, long count) in part)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(total, key, out _) += count;
            }
        }

        ulong answer = 0;
        foreach (ulong count in total.Values.Select(count => (ulong)count))
        {
            answer += count * (count + 1) / 2;
        }

        return answer;
    }
}
