using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Weir.State.Storage.Files;

/// <summary>Reads a state file, checking each block before a byte of it is handed out. Keeps the last blocks read; reads ahead while they are wanted in order.</summary>
internal sealed class StateFileInput : CheckpointInput
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private const int MostFrames = 4;

    // Some blocks with their checksums, from one on; and, a bit for each, which of them have been checked.
    private byte[] _frames = new byte[BlockFormat.FrameBytes];
    private long _first;
    private int _count;
    private int _checked;

    private StateFileInput(string path, SafeFileHandle file, long length)
    {
        _path = path;
        _file = file;
        Length = length;
    }

    public override long Length { get; }

    /// <exception cref="CorruptStateException">The file is missing, or not as long as the handle says.</exception>
    public static StateFileInput Open(string folder, StateHandle handle) => Open(folder, handle.Path!, handle);

    /// <exception cref="CorruptStateException">The file is missing, or not as long as the handle says.</exception>
    public static StateFileInput Open(string folder, string name, StateHandle handle)
    {
        string path = Path.GetFullPath(Path.Combine(folder, name));
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CorruptStateException($"The state file {path} is missing.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"Open the state file {path}: {error.Message}", error);
        }

        long actual;
        try
        {
            actual = RandomAccess.GetLength(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw new StorageException($"Read the length of the state file {path}: {error.Message}", error);
        }

        long expected = BlockFormat.FileLength(handle.Length);
        if (actual == expected)
        {
            return new StateFileInput(path, file, handle.Length);
        }

        file.Dispose();
        throw new CorruptStateException($"The state file {path} has {actual} bytes; {expected} were written.");
    }

    public override async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset > Length - destination.Length)
        {
            throw new CorruptStateException(
                $"{_path} has {Length} bytes of state; {destination.Length} bytes from byte {offset} were asked for.");
        }

        while (!destination.IsEmpty)
        {
            long block = offset / BlockFormat.BlockBytes;
            if (block < _first || block >= _first + _count)
            {
                await LoadAsync(block, cancellationToken).ConfigureAwait(false);
            }

            Check(block);
            int start = (int)(offset - (block * BlockFormat.BlockBytes));
            int taken = Math.Min(destination.Length, BlockFormat.Length(block, Length) - start);
            _frames.AsMemory((int)((block - _first) * BlockFormat.FrameBytes) + start, taken).CopyTo(destination);
            destination = destination[taken..];
            offset += taken;
        }
    }

    public override ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes sure that the file is the one that a handle is of: reads the checksums of its blocks, and not the blocks.</summary>
    /// <exception cref="CorruptStateException">It is another one.</exception>
    public Task CheckIsAsync(StateHandle handle) => Task.Run(() =>
    {
        uint checksum = Crc32C.Start;
        Span<byte> stored = stackalloc byte[BlockFormat.ChecksumBytes];
        for (long block = 0; block < BlockFormat.Blocks(Length); block++)
        {
            int length = BlockFormat.Length(block, Length);
            if (RandomAccess.Read(_file, stored, BlockFormat.Offset(block) + length) != stored.Length)
            {
                throw new CorruptStateException($"The state file {_path} ends within block {block}.");
            }

            checksum = BlockFormat.Combine(checksum, BinaryPrimitives.ReadUInt32LittleEndian(stored), length);
        }

        if (checksum != handle.Checksum)
        {
            throw new CorruptStateException($"{_path} is not what was written: its blocks have the checksum {checksum:x8}, {handle.Checksum:x8} was written.");
        }
    });

    private async ValueTask LoadAsync(long block, CancellationToken cancellationToken)
    {
        // Whoever reads on from where the last ones end will go on.
        int wanted = _count > 0 && block == _first + _count ? MostFrames : 1;
        if (_frames.Length < wanted * BlockFormat.FrameBytes && block + 1 < BlockFormat.Blocks(Length))
        {
            _frames = new byte[MostFrames * BlockFormat.FrameBytes];
        }

        (_first, _count, _checked) = (block, 0, 0);
        long offset = BlockFormat.Offset(block);
        int most = (int)Math.Min(Math.Min(wanted * BlockFormat.FrameBytes, _frames.Length), BlockFormat.FileLength(Length) - offset);
        int least = BlockFormat.Length(block, Length) + BlockFormat.ChecksumBytes;
        int read = 0;
        while (read < least)
        {
            int count;
            try
            {
                count = await RandomAccess.ReadAsync(_file, _frames.AsMemory(read, most - read), offset + read, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new StorageException($"Read the state file {_path}: {error.Message}", error);
            }

            if (count == 0)
            {
                throw new CorruptStateException($"The state file {_path} ends within block {block}.");
            }

            read += count;
        }

        // Of what was read ahead, only whole blocks.
        _count = read == BlockFormat.FileLength(Length) - offset ? (int)(BlockFormat.Blocks(Length) - block) : read / BlockFormat.FrameBytes;
    }

    /// <summary>What was read ahead may be damaged, and nobody need want it.</summary>
    private void Check(long block)
    {
        int place = (int)(block - _first);
        if ((_checked & (1 << place)) != 0)
        {
            return;
        }

        int length = BlockFormat.Length(block, Length);
        ReadOnlySpan<byte> frame = _frames.AsSpan(place * BlockFormat.FrameBytes, length + BlockFormat.ChecksumBytes);
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(frame[length..]);
        uint actual = Crc32C.Of(frame[..length]);
        if (expected != actual)
        {
            throw new CorruptStateException(
                $"The state file {_path} is damaged in the block from byte {BlockFormat.Offset(block)}: its checksum is {actual:x8}, {expected:x8} was written.");
        }

        _checked |= 1 << place;
    }
}
