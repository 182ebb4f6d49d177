using NativeImport;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Backends.Databases;
using Weir.State.Keys;
using Weir.State.Savepoints;
using Weir.State.Storage;
using Weir.State.Storage.Files;
using Weir.Unit.State.Backends;

namespace Weir.Unit.State.Savepoints;

/// <summary>Savepoints in RocksDB's own form are read like any other.</summary>
public sealed class NativeSavepointTests : IDisposable
{
    private const int MaxParallelism = 16;
    private const int Keys = 300;

    private readonly string _path = Directory.CreateTempSubdirectory("weir-native-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [RocksDbFact]
    public async Task Is_read_found_and_counted_by_key_group_without_the_job()
    {
        await WriteAsync();
        var count = Savepoint.Open(_path).Operator("count").Keyed<long>().Value<string>("text");
        var found = new Dictionary<long, string>();
        await foreach (var (key, value) in count)
        {
            found.Add(key, value);
        }

        found.Count.ShouldBe(Keys);
        found.ShouldAllBe(entry => entry.Value == $"text {entry.Key}");
        (await count.FindAsync(7)).ShouldNotBeNull().Value.ShouldBe("text 7");
        (await count.FindAsync(Keys)).ShouldBeNull();
        var counts = await count.CountByKeyGroupAsync();
        counts.Count.ShouldBe(MaxParallelism);
        counts.Sum().ShouldBe(Keys);
    }

    [Fact]
    public void Without_the_library_the_error_says_what_is_missing_and_for_what()
    {
        var missing = new NativeLoadException("librocksdb is not on this machine: install it", null);
        var error = Should.Throw<RocksDbUnavailableException>(() => DatabaseLibrary.Use<object>("The state is in files of RocksDB", () => throw new TypeInitializationException("Type", missing)));
        error.Message.ShouldBe("The state is in files of RocksDB, and librocksdb is not on this machine: install it");
    }

    private async Task WriteAsync()
    {
        var storage = new FileSystemCheckpointStorage(_path, inlineThresholdBytes: 0);
        var location = new CheckpointLocation(_path);
        using var node = new RocksDbTestNode();
        var stored = new List<OperatorSubtaskState>();
        for (var subtask = 0; subtask < 2; subtask++)
        {
            using var backend = node.Node.OpenBackend(KeyedBackendContext<long>.For(MaxParallelism, KeyGroups.RangeFor(MaxParallelism, 2, subtask)), "native");
            for (long key = 0; key < Keys; key++)
            {
                var hash = KeyHasher<long>.Default.Hash(in key);
                if (backend.KeyGroups.Contains(KeyGroups.Of(hash, MaxParallelism)))
                {
                    backend.SetKey(in key, hash);
                    backend.State(new ValueStateDescriptor<string>("text")).Value = $"text {key}";
                }
            }

            using var snapshot = backend.Snapshot(new SnapshotRequest(7) { Savepoint = SavepointFormat.Native });
            stored.Add(new OperatorSubtaskState { Keyed = await snapshot.WriteAsync(storage.WriterFor(location), $"count-{subtask}", CancellationToken.None) });
        }

        stored.ShouldAllBe(subtask => subtask.Keyed.Single() is DatabaseStateHandle);
        await storage.CompleteAsync(location, new CheckpointMetadata
        {
            JobId = "0123456789abcdef0123456789abcdef",
            JobName = "native",
            CheckpointId = 7,
            Timestamp = DateTimeOffset.UnixEpoch,
            Kind = CheckpointKind.NativeSavepoint,
            Fingerprint = "f",
            Operators = [new OperatorState { Uid = "count", Name = "count", Parallelism = 2, MaxParallelism = MaxParallelism, Subtasks = [.. stored] }],
        }, CancellationToken.None);
    }
}
