namespace Weir.State.RocksDb;

/// <summary>State is to be kept in RocksDB, and this machine has no library for it.</summary>
internal sealed class RocksDbUnavailableException(string message, Exception inner) : Exception(message, inner);
