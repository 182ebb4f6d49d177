using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using Weir.Bench.Harness;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.RocksDb;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Bench.Workloads;

/// <summary>
/// Checkpoints of state in RocksDB to the disk, with 1 % of the keys, at random, changing between them; the limit writes what has changed in
/// one go. What is uploaded is what counts, and how long the stream is held up.
/// </summary>
internal static class CheckpointRocksDb
{
    private const int MaxParallelism = 128;
    private const int ValueBytes = 100;
    private const int EntryBytes = sizeof(ushort) + sizeof(long) + ValueBytes;
    private const int Checkpoints = 20;

    // What was loaded is still in runs that are merged into one when there are enough of them: that would count as changes. Later it is
    // written anew about once in a hundred checkpoints, which is not counted either.
    private const int MostCheckpointsBefore = 40;
    private const double MostWrittenOfChanged = 2;
    private const double MostHeldUpMilliseconds = 20;
    private const string JobId = "0123456789abcdef0123456789abcdef";

    public static Workload Create(long bytes) => new(
        $"checkpoint-rocksdb, {bytes >> 20:N0} MiB, 1 % changing",
        new Dictionary<string, double>(StringComparer.Ordinal),
        [
            new("weir", cancellationToken => InFolderAsync(folder => RunAsync(folder, bytes / EntryBytes, cancellationToken))),
            new("limit", cancellationToken => InFolderAsync(folder => WriteAsync(folder, bytes / EntryBytes, cancellationToken))),
        ],
        []);

    private static async Task<Measurement> RunAsync(string folder, long keys, CancellationToken cancellationToken)
    {
        using var node = new RocksDbNode(new RocksDbSettings(Path.Combine(folder, "databases")), Console.Error.WriteLine);
        var storage = new FileSystemCheckpointStorage(Path.Combine(folder, "checkpoints"));
        ImmutableArray<KeyedStateHandle> handles = [];
        var written = new List<long>();
        var heldUp = new List<double>();
        TimeSpan elapsed = default;
        long whole = 0;
        long before = MostCheckpointsBefore;
        ManagedRun run = ManagedRun.Begin();
        using (RocksDbStateBackend<long> backend = Open(node))
        {
            var value = new byte[ValueBytes];
            var random = new Random(1);
            IValueState<byte[]> state = backend.State(new ValueStateDescriptor<byte[]>("value"));
            for (long key = 0; key < keys; key++)
            {
                Set(backend, state, key, value, random);
            }

            for (long id = 1; id <= before + Checkpoints; id++)
            {
                for (long i = id == 1 ? 0 : keys / 100; i > 0; i--)
                {
                    Set(backend, state, random.NextInt64(keys), value, random);
                }

                CheckpointLocation location = await storage.BeginCheckpointAsync(JobId, id, cancellationToken);
                long started = Stopwatch.GetTimestamp();
                using KeyedSnapshot snapshot = backend.Snapshot(new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = id - 1 });
                double taking = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                ImmutableArray<KeyedStateHandle> named = await snapshot.WriteAsync(storage.WriterFor(location), "keyed", cancellationToken);
                long bytes = named.SelectMany(handle => handle.Files).Except(handles.SelectMany(handle => handle.Files)).Sum(file => file.Length);
                handles = named;
                whole = named.SelectMany(handle => handle.Files).Sum(file => file.Length);
                if (id > 1 && id < before && bytes > whole / 2)
                {
                    before = id;
                }

                await Console.Error.WriteLineAsync($"  checkpoint {id}: {bytes / (double)(1 << 20):N1} MiB written of {whole / (double)(1 << 20):N1} MiB, the stream held up for {taking:N1} ms{(id > before ? "" : ", not counted")}");
                if (id > before)
                {
                    written.Add(bytes);
                    heldUp.Add(taking);
                    elapsed += Stopwatch.GetElapsedTime(started);
                }
            }
        }

        Measurement measured = run.End(Checkpoints * (keys / 100), elapsed, await SumAsync(node, handles, storage.ReaderFor(storage.LocationOf(JobId, before + Checkpoints)), keys, cancellationToken));
        double changed = keys / 100 * EntryBytes;
        return measured with
        {
            Figures =
            [
                new("written of changed", written.Sum() / (changed * Checkpoints), "times", MostWrittenOfChanged),
                new("least written of changed", written.Min() / changed, "times"),
                new("most written of changed", written.Max() / changed, "times"),
                new("longest hold-up", heldUp.Max(), "ms", MostHeldUpMilliseconds),
                new("whole", whole / (double)(1 << 20), "MiB"),
            ],
        };
    }

    private static RocksDbStateBackend<long> Open(RocksDbNode node) =>
        node.OpenBackend(KeyedBackendContext<long>.For(MaxParallelism, new KeyGroupRange(0, MaxParallelism)), "bench");

    /// <summary>Random bytes, so that none are saved by compression; the first ones are the key.</summary>
    private static void Set(RocksDbStateBackend<long> backend, IValueState<byte[]> state, long key, byte[] value, Random random)
    {
        // First: what was set before is written at the end of its turn, and is in the same array.
        backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
        random.NextBytes(value);
        BinaryPrimitives.WriteInt64LittleEndian(value, key);
        state.Value = value;
    }

    /// <summary>Of the keys in the values, as they are restored.</summary>
    private static async Task<ulong> SumAsync(
        RocksDbNode node, ImmutableArray<KeyedStateHandle> handles, ICheckpointReader reader, long keys, CancellationToken cancellationToken)
    {
        using RocksDbStateBackend<long> restored = Open(node);
        IValueState<byte[]> state = restored.State(new ValueStateDescriptor<byte[]>("value"));
        long started = Stopwatch.GetTimestamp();
        await restored.RestoreAsync(handles, reader, 0, cancellationToken);
        await Console.Error.WriteLineAsync($"  restored in {Stopwatch.GetElapsedTime(started).TotalSeconds:N1} s");
        ulong sum = 0;
        for (long key = 0; key < keys; key++)
        {
            restored.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            sum += (ulong)BinaryPrimitives.ReadInt64LittleEndian(state.Value);
        }

        return sum;
    }

    private static async Task<Measurement> WriteAsync(string folder, long keys, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 18];
        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < Checkpoints; i++)
        {
            await using var file = new FileStream(Path.Combine(folder, $"limit-{i}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
            for (long left = keys / 100 * EntryBytes; left > 0; left -= buffer.Length)
            {
                await file.WriteAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            }

            file.Flush(flushToDisk: true);
        }

        return run.End(Checkpoints * (keys / 100), Stopwatch.GetElapsedTime(started), (ulong)keys * (ulong)(keys - 1) / 2);
    }

    private static async Task<Measurement> InFolderAsync(Func<string, Task<Measurement>> run)
    {
        string folder = Directory.CreateTempSubdirectory("weir-bench-").FullName;
        try
        {
            return await Task.Run(() => run(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
