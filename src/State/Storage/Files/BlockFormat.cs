namespace Weir.State.Storage.Files;

/// <summary>
/// How a state file is laid out: blocks of 64 KiB, the last one shorter, each followed by its CRC-32C (4 bytes, little
/// endian). A reader that wants a few key groups checks the blocks that it reads, and no others.
/// </summary>
internal static class BlockFormat
{
    public const int BlockBytes = 64 * 1024;
    public const int ChecksumBytes = sizeof(uint);

    /// <summary>Of a block and its checksum.</summary>
    public const int FrameBytes = BlockBytes + ChecksumBytes;

    private static readonly uint s_powerOfBlock = Crc32C.PowerOf(BlockBytes);

    /// <summary>The checksum of all the blocks so far and one more, which has its own.</summary>
    public static uint Combine(uint checksum, uint block, int length) =>
        Crc32C.Combine(checksum, block, length == BlockBytes ? s_powerOfBlock : Crc32C.PowerOf(length));

    /// <summary>The file's length for this many bytes of state.</summary>
    public static long FileLength(long stateBytes) => stateBytes + (Blocks(stateBytes) * ChecksumBytes);

    public static long Blocks(long stateBytes) => (stateBytes + BlockBytes - 1) / BlockBytes;

    /// <summary>Where a block begins in the file.</summary>
    public static long Offset(long block) => block * FrameBytes;

    /// <summary>How many bytes of state are in a block.</summary>
    public static int Length(long block, long stateBytes) => (int)Math.Min(BlockBytes, stateBytes - (block * BlockBytes));
}
