using System.Runtime.InteropServices;

namespace RocksDbSharp.Internal;

// Compactions, and what a database says of itself.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint rocksdb_compactionfilter_create(nint state, nint destructor, nint filter, nint name);

    [LibraryImport(Library)]
    internal static partial nint rocksdb_compactionfilterfactory_create(nint state, nint destructor, nint create, nint name);

    [LibraryImport(Library)]
    internal static partial void rocksdb_options_set_compaction_filter_factory(nint options, nint factory);

    [LibraryImport(Library)]
    internal static partial void rocksdb_compact_range_cf(nint database, nint family, byte* start, nuint startLength, byte* limit, nuint limitLength);

    [LibraryImport(Library)]
    internal static partial int rocksdb_property_int_cf(nint database, nint family, nint name, nint value);
}
