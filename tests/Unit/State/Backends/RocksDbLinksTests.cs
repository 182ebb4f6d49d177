using System.Diagnostics;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.RocksDb;
using Weir.State.Storage;
using Weir.State.Storage.Files;
using Weir.State.Storage.Local;

namespace Weir.Unit.State.Backends;

/// <summary>The copies that a node keeps of a database's tables are second names of them, and so are those that it restores from them.</summary>
public sealed class RocksDbLinksTests : IDisposable
{
    private const string JobId = "0123456789abcdef0123456789abcdef";
    private const int Keys = 2_000;

    private static readonly KeyGroupRange s_all = new(0, 8);
    private static readonly ValueStateDescriptor<string> s_text = new("text");

    private readonly string _root = Directory.CreateTempSubdirectory("weir-links-").FullName;
    private readonly RocksDbTestNode _node = new(settings => settings with { MemoryBytes = 64 << 20 });
    private readonly string _copies;
    private readonly FileSystemCheckpointStorage _storage;
    private readonly List<string> _warnings = [];
    private readonly LocalStates _states;

    public RocksDbLinksTests()
    {
        _copies = $"{_node.Root}-copies";
        _storage = new FileSystemCheckpointStorage(Path.Combine(_root, "storage"), inlineThresholdBytes: 0);
        _states = new LocalStates(_copies, message =>
        {
            lock (_warnings)
            {
                _warnings.Add(message);
            }
        });
    }

    public void Dispose()
    {
        _states.Dispose();
        _node.Dispose();
        Directory.Delete(_root, recursive: true);
        if (Directory.Exists(_copies))
        {
            Directory.Delete(_copies, recursive: true);
        }
    }

    [RocksDbFact]
    public async Task Tables_are_linked_to_the_copies_and_from_them_to_the_restored_database_and_nothing_is_read_from_the_storage()
    {
        var backend = Open();
        Set(backend, 0, "first");
        var first = await CheckpointAsync(backend, 1, 0);
        var table = Table(first);
        var inode = await InodeAsync(Path.Combine(backend.Store.Path, table.Name));
        (await InodeAsync(CopyOf(1, table))).ShouldBe(inode);
        var bytes = await File.ReadAllBytesAsync(CopyOf(1, table));

        // What the base has is linked from the database, not from the base's copies: these may not be there.
        File.Delete(CopyOf(1, table));
        Set(backend, Keys / 2, "second");
        var second = await CheckpointAsync(backend, 2, 1);
        second.Database.ShouldContain(table);
        (await InodeAsync(CopyOf(2, table))).ShouldBe(inode);
        backend.Dispose();

        DamageStored();
        using var restored = Open();
        var reader = Restore(2);
        await restored.RestoreAsync([second], reader, 2, CancellationToken.None);
        (await InodeAsync(Path.Combine(restored.Store.Path, table.Name))).ShouldBe(inode);
        reader.Originals.ShouldBe(0);
        _warnings.ShouldBeEmpty();
        Check(restored, "second");

        // Whatever becomes of the restored database, the copy stays what it was.
        for (var round = 3; round < 12; round++)
        {
            Set(restored, 0, $"round {round}");
            await CheckpointAsync(restored, round, 0);
        }

        restored.Dispose();
        (await File.ReadAllBytesAsync(CopyOf(2, table))).ShouldBe(bytes);
    }

    [RocksDbTheory]
    [InlineData("missing")]
    [InlineData("truncated")]
    [InlineData("damaged")]
    public async Task A_copy_that_is_not_what_was_written_is_not_used(string what)
    {
        var backend = Open();
        Set(backend, 0, "first");
        var handle = await CheckpointAsync(backend, 1, 0);
        backend.Dispose();
        var copy = CopyOf(1, Table(handle));
        if (what == "missing")
        {
            File.Delete(copy);
        }
        else
        {
            await using var file = File.Open(copy, FileMode.Open);
            if (what == "truncated")
            {
                file.SetLength(file.Length - 1);
            }
            else
            {
                file.Position = file.Length / 2;
                var value = file.ReadByte();
                file.Position--;
                file.WriteByte((byte)(value ^ 8));
            }
        }

        using var restored = Open();
        await restored.RestoreAsync([handle], Restore(1), 1, CancellationToken.None);
        Check(restored, "first");
        _warnings.Count.ShouldBe(what == "missing" ? 0 : 1);
    }

    [RocksDbFact]
    public async Task Where_copies_are_on_another_disk_than_databases_they_are_copies()
    {
        using var elsewhere = new OtherDisk(Path.Combine(_root, "databases"));
        var backend = elsewhere.Open();
        Set(backend, 0, "first");
        var handle = await CheckpointAsync(backend, 1, 0);
        backend.Dispose();
        // Where there is one disk only, they are links there too.
        var isOther = (await InodeAsync(_root)).Split(' ')[0] != (await InodeAsync(_copies)).Split(' ')[0];
        File.Exists(CopyOf(1, Table(handle))).ShouldBe(!isOther);
        DamageStored();
        using var restored = Open();
        await restored.RestoreAsync([handle], Restore(1), 1, CancellationToken.None);
        Check(restored, "first");
        _warnings.ShouldBeEmpty();
    }

    [RocksDbFact]
    public async Task Linked_copies_on_another_disk_than_the_restored_database_are_copied()
    {
        using var elsewhere = new OtherDisk(Path.Combine(_root, "databases"));
        using var backend = Open();
        Set(backend, 0, "first");
        var handle = await CheckpointAsync(backend, 1, 0);
        DamageStored();
        using var restored = elsewhere.Open();
        await restored.RestoreAsync([handle], Restore(1), 1, CancellationToken.None);
        Check(restored, "first");
        _warnings.ShouldBeEmpty();
    }

    private RocksDbStateBackend<long> Open() => _node.Node.OpenBackend(KeyedBackendContext<long>.For(s_all.End, s_all), "links");

    private LocalCopyReader Restore(long id) => _states.Of(JobId, 0).Restore(held => held == id, _storage.ReaderFor(_storage.LocationOf(JobId, id)));

    private async Task<DatabaseStateHandle> CheckpointAsync(RocksDbStateBackend<long> backend, long id, long upon)
    {
        var copies = _states.Of(JobId, 0);
        var writer = copies.WriterFor(id, 0, _storage.WriterFor(await _storage.BeginCheckpointAsync(JobId, id, CancellationToken.None)));
        using var snapshot = backend.Snapshot(new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = upon });
        var handle = (await snapshot.WriteAsync(writer, "keyed", CancellationToken.None)).ShouldHaveSingleItem().ShouldBeOfType<DatabaseStateHandle>();
        copies.Wrote(id, handle.Files);
        return handle;
    }

    /// <summary>As long as they were.</summary>
    private void DamageStored()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(_root, "storage", JobId, "shared")))
        {
            File.WriteAllBytes(path, new byte[new FileInfo(path).Length]);
        }
    }

    private string CopyOf(long id, DatabaseFile file) =>
        Path.Combine(Directory.GetDirectories(_copies, $"chk-{id}", SearchOption.AllDirectories).ShouldHaveSingleItem(), LocalCopies.LinkNameOf(file.State)!);

    private static DatabaseFile Table(DatabaseStateHandle handle) => handle.Database.Where(file => RocksDbCut.IsTable(file.Name)).ShouldHaveSingleItem();

    /// <summary>Device and number.</summary>
    private static async Task<string> InodeAsync(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("stat", ["-c", "%d %i", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, path);
        return said.Trim();
    }

    private static void Set(RocksDbStateBackend<long> backend, long from, string value)
    {
        for (var key = from; key < Keys; key++)
        {
            backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            backend.State(s_text).Value = $"{key} {value}";
        }
    }

    private static void Check(RocksDbStateBackend<long> backend, string last)
    {
        for (long key = 0; key < Keys; key++)
        {
            backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            backend.State(s_text).Value.ShouldBe($"{key} {(key < Keys / 2 ? "first" : last)}");
        }
    }

    /// <summary>Databases in some folder.</summary>
    private sealed class OtherDisk(string root) : IDisposable
    {
        private readonly RocksDbNode _node = new(new RocksDbSettings(root) { MemoryBytes = RocksDbSettings.SmallestMemoryBytes }, warning => throw new InvalidOperationException(warning));

        public RocksDbStateBackend<long> Open() => _node.OpenBackend(KeyedBackendContext<long>.For(s_all.End, s_all), "elsewhere");

        public void Dispose() => _node.Dispose();
    }
}
