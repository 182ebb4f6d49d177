using RocksDbSharp;

namespace Weir.Standin.Conformance.RocksDb;

/// <summary>A folder for databases that goes with the test.</summary>
internal sealed class DatabaseFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rocksdb-conformance-").FullName;

    internal string PathOf(string name) => Path.Combine(_root, name);

    internal RocksDbSharp.RocksDb Open(string name, params string[] families)
    {
        ColumnFamilies all = [];
        foreach (string family in families)
            all.Add(family, new ColumnFamilyOptions());
        return RocksDbSharp.RocksDb.Open(new DbOptions().SetCreateIfMissing().SetCreateMissingColumnFamilies(), PathOf(name), all);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
