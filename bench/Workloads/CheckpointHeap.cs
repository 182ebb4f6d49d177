using System.Collections.Immutable;
using System.Diagnostics;
using Weir.Bench.Harness;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Bench.Workloads;

/// <summary>
/// A checkpoint of heap state to the disk while the stream goes on changing it; the limit writes the same bytes in one go. The stream is a
/// loop of batches, and what a batch takes longer is its stall; that includes the moment at which the snapshot is taken.
/// </summary>
internal static class CheckpointHeap
{
    private const int MaxParallelism = 128;
    private const int BatchSize = 256;
    private const int EntryBytes = 16;
    private const double MostStallMilliseconds = 5;
    private const double MostShareWithFewChanges = 3;
    private const string JobId = "0123456789abcdef0123456789abcdef";

    public static Workload Create(long bytes, bool all) => new(
        $"checkpoint-heap, {bytes >> 20:N0} MiB, {(all ? "all" : "1 %")} changing",
        all ? new Dictionary<string, double>(StringComparer.Ordinal) { ["limit"] = 1 / 1.3 } : new Dictionary<string, double>(StringComparer.Ordinal),
        [
            new("weir", cancellationToken => InFolderAsync(folder => RunAsync(folder, bytes / EntryBytes, all, cancellationToken))),
            new("limit", cancellationToken => InFolderAsync(folder => WriteAsync(folder, bytes / EntryBytes, all, cancellationToken))),
        ],
        []);

    private static async Task<Measurement> RunAsync(string folder, long keys, bool all, CancellationToken cancellationToken)
    {
        var storage = new FileSystemCheckpointStorage(folder);
        using var backend = new HeapStateBackend<long>(KeyedBackendContext<long>.For(MaxParallelism, new KeyGroupRange(0, MaxParallelism)));
        var table = backend.Table(new ValueStateDescriptor<long>("count"));
        for (long key = 0; key < keys; key++)
        {
            table.GetOrAdd(in key, KeyHasher<long>.Default.Hash(in key), out _) = key;
        }

        // The first is whole, and what the second builds upon.
        (ImmutableArray<KeyedStateHandle> before, _) = await CheckpointAsync(storage, backend, 1, 0, cancellationToken);
        var stalls = new List<double>();
        using var stop = new CancellationTokenSource();
        var random = new Random(1);
        if (!all)
        {
            for (long i = keys / 100; i > 0; i--)
            {
                long key = random.NextInt64(keys);
                table.GetOrAdd(in key, KeyHasher<long>.Default.Hash(in key), out _) = key;
            }
        }

        // On the stream's thread, between two batches.
        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();
        using KeyedSnapshot snapshot = Take(backend, 2, all ? 0 : 1);
        Figure taking = new("taking the snapshot", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms");
        stalls.Add(taking.Value);
        Task stream = Task.Factory.StartNew(() => Change(table, keys, all, stalls, stop.Token), TaskCreationOptions.LongRunning);
        CheckpointLocation location = await storage.BeginCheckpointAsync(JobId, 2, cancellationToken);
        ImmutableArray<KeyedStateHandle> handles = await snapshot.WriteAsync(storage.WriterFor(location), "keyed", cancellationToken);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        await stop.CancelAsync();
        await stream;
        Measurement measured = run.End(0, elapsed, 0);
        long written = handles.SelectMany(handle => handle.Files).Except(before.SelectMany(handle => handle.Files)).Sum(file => file.Length);
        ulong sum = await SumAsync(handles, storage.ReaderFor(location), cancellationToken);
        stalls.Sort();
        Figure stalled = new("stall p99.9", stalls[(int)((stalls.Count - 1) * 0.999)], "ms", MostStallMilliseconds);
        Figure longest = new("longest stall", stalls[^1], "ms");
        Figure share = new("written of the whole", 100.0 * written / before.SelectMany(handle => handle.Files).Sum(file => file.Length), "%", all ? null : MostShareWithFewChanges);
        return measured with { Records = written / EntryBytes, Result = sum, Figures = [stalled, longest, taking, share] };
    }

    /// <summary>Changes values as a stream does, in batches of random keys, until it is told to stop. What is written to a key is the key.</summary>
    private static void Change(HeapTable<long, long> table, long keys, bool all, List<double> stalls, CancellationToken stop)
    {
        var random = new Random(2);
        var batch = new long[BatchSize];
        var hashes = new uint[BatchSize];
        var update = default(KeepKey);
        while (!stop.IsCancellationRequested)
        {
            foreach (ref long key in batch.AsSpan())
            {
                key = random.NextInt64(all ? keys : Math.Max(1, keys / 100));
            }

            KeyHasher<long>.Default.Hash(batch, hashes);
            update.Keys = batch;
            long began = Stopwatch.GetTimestamp();
            int place = 0;
            table.Update(batch, hashes, update, ref place);
            stalls.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private static async Task<(ImmutableArray<KeyedStateHandle> Handles, CheckpointLocation Location)> CheckpointAsync(
        FileSystemCheckpointStorage storage, HeapStateBackend<long> backend, long id, long upon, CancellationToken cancellationToken)
    {
        CheckpointLocation location = await storage.BeginCheckpointAsync(JobId, id, cancellationToken);
        using KeyedSnapshot snapshot = Take(backend, id, upon);
        return (await snapshot.WriteAsync(storage.WriterFor(location), "keyed", cancellationToken), location);
    }

    private static KeyedSnapshot Take(HeapStateBackend<long> backend, long id, long upon) =>
        backend.Snapshot(new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = upon });

    /// <summary>Of the values of all keys, as they are restored.</summary>
    private static async Task<ulong> SumAsync(ImmutableArray<KeyedStateHandle> handles, ICheckpointReader reader, CancellationToken cancellationToken)
    {
        using var restored = new HeapStateBackend<long>(KeyedBackendContext<long>.For(MaxParallelism, new KeyGroupRange(0, MaxParallelism)));
        HeapTable<long, long> table = restored.Table(new ValueStateDescriptor<long>("count"));
        await restored.RestoreAsync(handles, reader, 0, cancellationToken);
        ulong sum = 0;
        foreach (long key in table.Keys())
        {
            sum += (ulong)table.Find(in key, KeyHasher<long>.Default.Hash(in key));
        }

        return sum;
    }

    private static async Task<Measurement> WriteAsync(string folder, long keys, bool all, CancellationToken cancellationToken)
    {
        long count = all ? keys : keys / 100;
        var buffer = new byte[1 << 18];
        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();
        await using (var file = new FileStream(Path.Combine(folder, "limit"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1))
        {
            for (long left = count * EntryBytes; left > 0; left -= buffer.Length)
            {
                await file.WriteAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            }

            file.Flush(flushToDisk: true);
        }

        return run.End(count, Stopwatch.GetElapsedTime(started), (ulong)keys * (ulong)(keys - 1) / 2);
    }

    private static async Task<Measurement> InFolderAsync(Func<string, Task<Measurement>> run)
    {
        string folder = Directory.CreateTempSubdirectory("weir-bench-").FullName;
        try
        {
            return await run(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private struct KeepKey : IValueUpdate<long>
    {
        public long[] Keys;

        public readonly void Update(int index, ref long value, bool added) => value = Keys[index];
    }
}
