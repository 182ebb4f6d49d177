using System.Buffers.Binary;
using System.Diagnostics;
using RocksDbSharp;
using Weir.Bench.Harness;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.RocksDb;
using Database = RocksDbSharp.RocksDb;

namespace Weir.Bench.Workloads;

/// <summary>
/// Read, add one, write, over keys in random order of which only a part is in memory: state in RocksDB; the limit is the same loop straight
/// on the library, with the same options and memory.
/// </summary>
internal static class StateRocksDb
{
    private const int MaxParallelism = 128;
    private const long MemoryBytes = 64 << 20;
    private const double Least = 0.8;

    /// <summary>Null when it can run here.</summary>
    public static string? SkipReason
    {
        get
        {
            try
            {
                _ = Cache.CreateLru(1024);
                return null;
            }
            catch (NativeImport.NativeLoadException missing)
            {
                return missing.Message;
            }
        }
    }

    public static Workload Create(int keys, int changes) => new(
        $"state-rocksdb, {keys:N0} keys, {MemoryBytes >> 20} MiB",
        new Dictionary<string, double>(StringComparer.Ordinal) { ["limit"] = Least },
        [
            new("weir", _ => Task.Run(() => InFolder(folder => RunBackend(folder, keys, changes)))),
            new("limit", _ => Task.Run(() => InFolder(folder => RunLibrary(folder, keys, changes)))),
        ],
        []);

    public static Measurement RunBackend(string folder, int keys, int changes, long memoryBytes = MemoryBytes)
    {
        using var node = new RocksDbNode(SettingsOf(folder) with { MemoryBytes = memoryBytes }, Console.Error.WriteLine);
        using var backend = node.OpenBackend(KeyedBackendContext<long>.For(MaxParallelism, new KeyGroupRange(0, MaxParallelism)), "bench");
        IValueState<long> state = backend.State(new ValueStateDescriptor<long>("count"));
        return Measure(keys, changes, key =>
        {
            backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            long value = state.Value + 1;
            state.Value = value;
            return value;
        });
    }

    private static Measurement RunLibrary(string folder, int keys, int changes)
    {
        var memory = new RocksDbMemory(SettingsOf(folder));
        long buffers = memory.Reserve(out _);
        var options = RocksDbOptions.Families(RocksDbProfile.Default, memory.Cache, buffers);
        using var database = Database.Open(RocksDbOptions.Database(SettingsOf(folder), buffers), folder + "/limit", new ColumnFamilies(options));
        ColumnFamilyHandle family = database.CreateColumnFamily(options, "count");
        WriteOptions withoutLog = new WriteOptions().DisableWal(1);
        var reader = new NumberReader();
        byte[] bytes = new byte[sizeof(ushort) + sizeof(long)];
        byte[] number = new byte[sizeof(long)];
        return Measure(keys, changes, key =>
        {
            // Found by what the backend finds it by, so that both have the same order and size.
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)KeyGroups.Of(KeyHasher<long>.Default.Hash(in key), MaxParallelism));
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(ushort)), key);
            long value = database.Get(bytes, reader, family) + 1;
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            database.Put(bytes, number, family, withoutLog);
            return value;
        });
    }

    public static Measurement Measure(int keys, int changes, Func<long, long> increment)
    {
        for (long key = 0; key < keys; key++)
        {
            increment(key);
        }

        var random = new Random(1);
        ulong sum = 0;
        ManagedRun run = ManagedRun.Begin();
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < changes; i++)
        {
            sum += (ulong)increment(random.NextInt64(keys));
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        Measurement measured = run.End(changes, elapsed, sum);
        using var process = Process.GetCurrentProcess();
        return measured with { Figures = [new Figure("process's memory", process.WorkingSet64 / 1024.0 / 1024.0, "MiB")] };
    }

    private static RocksDbSettings SettingsOf(string folder) => new(folder) { MemoryBytes = MemoryBytes, ExpectedDatabases = 1 };

    public static Measurement InFolder(Func<string, Measurement> run)
    {
        string folder = Directory.CreateTempSubdirectory("weir-bench-").FullName;
        try
        {
            return run(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class NumberReader : ISpanDeserializer<long>
    {
        public long Deserialize(ReadOnlySpan<byte> buffer) => BinaryPrimitives.ReadInt64LittleEndian(buffer);
    }
}
