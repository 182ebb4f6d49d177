namespace Weir.State.RocksDb;

/// <summary>What a database is tuned for.</summary>
internal enum RocksDbProfile
{
    /// <summary>Small blocks, some compression: for disks without moving parts, shared with others.</summary>
    Default,

    /// <summary>More threads for compaction, and less compression: for fast disks of the node's own.</summary>
    Flash,

    /// <summary>Large blocks and files: for disks that seek slowly.</summary>
    SpinningDisk,
}
