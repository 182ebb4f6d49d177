using System.Runtime.InteropServices;
using RocksDbSharp;
using Database = RocksDbSharp.RocksDb;

namespace Weir.State.RocksDb;

/// <summary>A number that the library knows of each column family.</summary>
internal sealed class RocksDbProperty
{
    /// <summary>Those that there can be metrics of.</summary>
    public static readonly IReadOnlyList<RocksDbProperty> All =
    [
        new("num-immutable-mem-table", "{buffer}", "Write buffers that are full and not in files yet."),
        new("mem-table-flush-pending", "1", "1: a write buffer waits to be written to a file."),
        new("num-running-flushes", "{flush}", "Write buffers that are being written to files."),
        new("compaction-pending", "1", "1: files wait to be merged."),
        new("num-running-compactions", "{compaction}", "Mergings of files that run."),
        new("background-errors", "{error}", "Failures of writing and merging files."),
        new("cur-size-active-mem-table", "By", "The write buffer that is written to."),
        new("cur-size-all-mem-tables", "By", "Write buffers that are not in files yet."),
        new("size-all-mem-tables", "By", "All write buffers, with those that are kept by whoever still reads them."),
        new("num-entries-active-mem-table", "{entry}", "Entries of the write buffer that is written to."),
        new("num-entries-imm-mem-tables", "{entry}", "Entries of write buffers that are full and not in files yet."),
        new("num-deletes-active-mem-table", "{entry}", "Removals in the write buffer that is written to."),
        new("num-deletes-imm-mem-tables", "{entry}", "Removals in write buffers that are full and not in files yet."),
        new("estimate-num-keys", "{key}", "About how many entries there are."),
        new("estimate-live-data-size", "By", "About how much of the files is not outdated."),
        new("estimate-table-readers-mem", "By", "Memory for open files, apart from the cache."),
        new("estimate-pending-compaction-bytes", "By", "About how much has to be rewritten until all levels have their size."),
        new("num-snapshots", "{snapshot}", "Snapshots that are held."),
        new("num-live-versions", "{version}", "Versions of the set of files that are held, by iterators mostly."),
        new("total-sst-files-size", "By", "All files, with outdated ones that are still read."),
        new("live-sst-files-size", "By", "The files that count."),
        new("actual-delayed-write-rate", "By/s", "What writing is slowed down to; 0: it is not."),
        new("is-write-stopped", "1", "1: writing waits for files to be merged."),
        new("block-cache-capacity", "By", "The size of the cache, which all databases of the node share."),
        new("block-cache-usage", "By", "What is in the cache, which all databases of the node share."),
        new("block-cache-pinned-usage", "By", "What of the cache is held."),
        .. Enumerable.Range(0, 7).Select(level => new RocksDbProperty($"num-files-at-level{level}", "{file}", $"Files at level {level}.")),
    ];

    /// <summary>Of the buffers that are not in files yet.</summary>
    public static readonly RocksDbProperty UnwrittenBytes = Find("cur-size-all-mem-tables")!;

    /// <summary>Of all buffers, with those that are kept by whoever still reads them.</summary>
    public static readonly RocksDbProperty WriteBufferBytes = Find("size-all-mem-tables")!;

    /// <summary>For open files, apart from the cache.</summary>
    public static readonly RocksDbProperty TableReaderBytes = Find("estimate-table-readers-mem")!;

    // Lives as long as the process.
    private readonly nint _nativeName;
    private readonly bool _isNumber;

    private RocksDbProperty(string name, string unit, string description)
    {
        (Name, Unit, Description) = (name, unit, description);
        _nativeName = Marshal.StringToCoTaskMemUTF8($"rocksdb.{name}");
        _isNumber = !name.StartsWith("num-files-at-level", StringComparison.Ordinal);
    }

    /// <summary>Without <c>rocksdb.</c> before it.</summary>
    public string Name { get; }

    public string Unit { get; }

    public string Description { get; }

    public static RocksDbProperty? Find(string name) => All.FirstOrDefault(property => property.Name == name);

    /// <summary>Null: this version of the library does not know it. The database is open all the time.</summary>
    public unsafe long? Read(Database database, ColumnFamilyHandle family)
    {
        if (!_isNumber)
        {
            return long.TryParse(database.GetProperty($"rocksdb.{Name}", family), out var files) ? files : null;
        }

        ulong value;
        return Native.Instance.rocksdb_property_int_cf(database.Handle, family.Handle, _nativeName, (nint)(&value)) == 0 ? (long)value : null;
    }
}
