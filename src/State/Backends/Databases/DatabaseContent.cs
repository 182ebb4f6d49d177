namespace Weir.State.Backends.Databases;

/// <summary>What is in a column family. The numbers are stored.</summary>
internal enum DatabaseContent : byte
{
    /// <summary>The entries of a state.</summary>
    Entries = 0,

    /// <summary>Chunks as they were restored, which nothing has asked for.</summary>
    Chunks = 1,

    /// <summary>The same, and some may lie over others.</summary>
    LayeredChunks = 2,
}
