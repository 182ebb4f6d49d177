using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Weir.State.Storage.Files;

/// <summary>Reads a state file, checking each block before a byte of it is handed out. Keeps the last block read.</summary>
internal sealed class StateFileInput : CheckpointInput
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly byte[] _block = new byte[BlockFormat.BlockBytes + BlockFormat.ChecksumBytes];
    private long _blockInMemory = -1;

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
            if (block != _blockInMemory)
            {
                await LoadAsync(block, cancellationToken).ConfigureAwait(false);
            }

            int start = (int)(offset - (block * BlockFormat.BlockBytes));
            int taken = Math.Min(destination.Length, BlockFormat.Length(block, Length) - start);
            _block.AsMemory(start, taken).CopyTo(destination);
            destination = destination[taken..];
            offset += taken;
        }
    }

    public override ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask LoadAsync(long block, CancellationToken cancellationToken)
    {
        _blockInMemory = -1;
        int length = BlockFormat.Length(block, Length);
        Memory<byte> whole = _block.AsMemory(0, length + BlockFormat.ChecksumBytes);
        int read = 0;
        while (read < whole.Length)
        {
            int count;
            try
            {
                count = await RandomAccess.ReadAsync(_file, whole[read..], BlockFormat.Offset(block) + read, cancellationToken).ConfigureAwait(false);
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

        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(whole.Span[length..]);
        uint actual = Crc32C.Of(whole.Span[..length]);
        if (expected != actual)
        {
            throw new CorruptStateException(
                $"The state file {_path} is damaged in the block from byte {BlockFormat.Offset(block)}: its checksum is {actual:x8}, {expected:x8} was written.");
        }

        _blockInMemory = block;
    }
}
