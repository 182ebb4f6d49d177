namespace Weir.State.Backends.Databases;

/// <summary>State is kept in RocksDB, or is to be, and this machine has no library for it.</summary>
internal sealed class RocksDbUnavailableException(string message, Exception inner) : Exception(message, inner);
