using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.RocksDb;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Unit.State.Backends;

/// <summary>What a backend of databases does when files are lost while it reads them, or cannot be written.</summary>
public sealed class RocksDbFaultTests : IDisposable
{
    private const string JobId = "0123456789abcdef0123456789abcdef";
    private const int Keys = 2_000;

    private static readonly KeyGroupRange s_all = new(0, 8);
    private static readonly ValueStateDescriptor<long> s_count = new("count");

    private readonly string _root = Directory.CreateTempSubdirectory("weir-faults-").FullName;
    private readonly RocksDbTestNode _node = new(settings => settings with { MemoryBytes = 64 << 20 });
    private readonly FileSystemCheckpointStorage _storage;

    public RocksDbFaultTests() => _storage = new FileSystemCheckpointStorage(_root, inlineThresholdBytes: 0);

    public void Dispose()
    {
        _node.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [RocksDbFact]
    public async Task A_file_that_is_deleted_while_it_is_restored_is_named_and_an_older_checkpoint_restored_instead()
    {
        using var backend = Open();
        Set(backend, 1);
        var first = await CheckpointAsync(backend, 1, 0);
        Set(backend, 2);
        var second = await CheckpointAsync(backend, 2, 1);
        backend.Dispose();
        var added = second.Database.First(file => RocksDbCut.IsTable(file.Name) && !first.Database.Contains(file)).State;
        var reader = new ReaderBesideDeletion(Reader(2), added, Path.Combine(_root, JobId, "shared", added.SharedName!));
        using (var restored = Open())
        {
            var error = await Should.ThrowAsync<CorruptStateException>(() => restored.RestoreAsync([second], reader, 2, CancellationToken.None));
            error.Message.ShouldContain(added.SharedName!);
            error.Message.ShouldContain("missing");
        }

        using var older = Open();
        await older.RestoreAsync([first], Reader(1), 1, CancellationToken.None);
        Check(older, 1);
    }

    [RocksDbTheory]
    [InlineData("CURRENT")]
    [InlineData("MANIFEST")]
    [InlineData(".sst")]
    public async Task Any_file_with_a_flipped_bit_is_refused(string name)
    {
        using var backend = Open();
        Set(backend, 1);
        var handle = await CheckpointAsync(backend, 1, 0);
        var damaged = handle.Database.First(file => file.Name.Contains(name, StringComparison.Ordinal)).State;
        var path = Path.Combine(_root, JobId, "chk-1", damaged.Path!);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 16;
        await File.WriteAllBytesAsync(path, bytes);
        using var restored = Open();
        var error = await Should.ThrowAsync<CorruptStateException>(() => restored.RestoreAsync([handle], Reader(1), 1, CancellationToken.None));
        error.Message.ShouldContain(Path.GetFileName(path));
    }

    [RocksDbFact]
    public async Task Where_the_disk_is_full_the_snapshot_fails_with_that_and_a_later_one_is_written()
    {
        using var backend = Open();
        Set(backend, 1);
        var first = await CheckpointAsync(backend, 1, 0);
        Set(backend, 2);
        var location = await _storage.BeginCheckpointAsync(JobId, 2, CancellationToken.None);
        using (var snapshot = backend.Snapshot(new SnapshotRequest(2) { Scope = StateScope.Shared, IncrementalBase = 1 }))
        {
            var error = await Should.ThrowAsync<StorageException>(
                () => snapshot.WriteAsync(new FullDisk(_storage.WriterFor(location), roomBytes: 5_000), "keyed", CancellationToken.None));
            error.Message.ShouldContain("No space left on device");
        }

        Set(backend, 3);
        var third = await CheckpointAsync(backend, 3, 1);
        third.Database.ShouldContain(file => RocksDbCut.IsTable(file.Name) && first.Database.Contains(file));
        using var restored = Open();
        await restored.RestoreAsync([third], Reader(3), 3, CancellationToken.None);
        Check(restored, 3);
    }

    private RocksDbStateBackend<long> Open() => _node.Node.OpenBackend(KeyedBackendContext<long>.For(s_all.End, s_all), "faults");

    private ICheckpointReader Reader(long id) => _storage.ReaderFor(_storage.LocationOf(JobId, id));

    private async Task<DatabaseStateHandle> CheckpointAsync(RocksDbStateBackend<long> backend, long id, long upon)
    {
        var location = await _storage.BeginCheckpointAsync(JobId, id, CancellationToken.None);
        using var snapshot = backend.Snapshot(new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = upon });
        var handles = await snapshot.WriteAsync(_storage.WriterFor(location), "keyed", CancellationToken.None);
        return handles.ShouldHaveSingleItem().ShouldBeOfType<DatabaseStateHandle>();
    }

    private static void Set(RocksDbStateBackend<long> backend, long value)
    {
        for (long key = 0; key < Keys; key++)
        {
            backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            backend.State(s_count).Value = value;
        }
    }

    private static void Check(RocksDbStateBackend<long> backend, long value)
    {
        for (long key = 0; key < Keys; key++)
        {
            backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            backend.State(s_count).Value.ShouldBe(value);
        }
    }

    /// <summary>Deletes a file before that is opened, when others have been.</summary>
    private sealed class ReaderBesideDeletion(ICheckpointReader reader, StateHandle file, string path) : ICheckpointReader
    {
        public Task<CheckpointInput> OpenAsync(StateHandle handle, CancellationToken cancellationToken)
        {
            if (handle.Equals(file))
            {
                File.Delete(path);
            }

            return reader.OpenAsync(handle, cancellationToken);
        }
    }

    /// <summary>A disk with so much room.</summary>
    private sealed class FullDisk(ICheckpointWriter writer, long roomBytes) : ICheckpointWriter
    {
        private long _leftBytes = roomBytes;

        public CheckpointStream Create(string name, StateScope scope) => new Stream(this, writer.Create(name, scope), name);

        private sealed class Stream(FullDisk disk, CheckpointStream stream, string name) : CheckpointStream
        {
            public override long Length => stream.Length;

            public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
                Interlocked.Add(ref disk._leftBytes, -bytes.Length) >= 0
                    ? stream.WriteAsync(bytes, cancellationToken)
                    : throw new StorageException($"Write state to {name}: No space left on device");

            public override Task<StateHandle> CloseAsync(CancellationToken cancellationToken) => stream.CloseAsync(cancellationToken);

            public override ValueTask DisposeAsync() => stream.DisposeAsync();
        }
    }
}
