using Weir.State.RocksDb;

namespace Weir.Unit.State.Backends;

public enum BackendKind
{
    Heap,
    RocksDb,
}

/// <summary>The backends that this machine can run.</summary>
internal static class BackendKinds
{
    public static bool IsHere(BackendKind kind) => kind != BackendKind.RocksDb || RocksDbFactAttribute.SkipReason is null;
}

/// <summary>Databases in a folder that goes with it; in memory where there is such a folder.</summary>
internal sealed class RocksDbTestNode : IDisposable
{
    private readonly List<string> _warnings = [];

    public RocksDbTestNode(Func<RocksDbSettings, RocksDbSettings>? change = null)
    {
        Root = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"weir-rocksdb-{Guid.NewGuid():N}");
        var settings = new RocksDbSettings(Root) { MemoryBytes = RocksDbSettings.SmallestMemoryBytes };
        Node = new RocksDbNode(change?.Invoke(settings) ?? settings, _warnings.Add);
    }

    public string Root { get; }

    public RocksDbNode Node { get; }

    public void Dispose()
    {
        Node.Dispose();
        _warnings.ShouldBeEmpty();
        if (Directory.Exists(Root))
        {
            Directory.GetFileSystemEntries(Root).ShouldBeEmpty();
            Directory.Delete(Root);
        }
    }
}
