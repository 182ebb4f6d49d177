using System.Buffers.Binary;

namespace Weir.State.Storage.Files;

/// <summary>
/// State on its way into a checkpoint: kept in memory up to the inline threshold, beyond it written to a file of
/// checksummed blocks.
/// </summary>
/// <param name="folder">Where the file is made.</param>
/// <param name="name">Of the file; another one if there is one of that name.</param>
/// <param name="inlineThresholdBytes">What goes into the metadata.</param>
/// <param name="isDurable">Whether the file must outlive a power failure.</param>
internal sealed class StateFileStream(string folder, string name, int inlineThresholdBytes, bool isDurable = true) : CheckpointStream
{
    // Of a large file, for fewer calls of the system.
    private const int MostFrames = 16;

    private readonly MemoryStream _small = new();
    private FileStream? _file;
    private string? _fileName;

    // Frames to be written: blocks and their checksums. The last block grows.
    private byte[] _frames = [];
    private int _framed;
    private int _filled;
    private long _length;
    private uint _checksum = Crc32C.Start;
    private bool _closed;

    public override long Length => _length;

    /// <summary>Whether the folder is made when it is not there.</summary>
    public bool MakesFolder { get; init; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _length += bytes.Length;
        if (_file is null)
        {
            _small.Write(bytes.Span);
            if (_small.Length <= inlineThresholdBytes)
            {
                return;
            }

            OpenFile();
            bytes = _small.ToArray();
            _small.SetLength(0);
            _small.Capacity = 0;
        }

        while (!bytes.IsEmpty)
        {
            int taken = Math.Min(bytes.Length, BlockFormat.BlockBytes - _filled);
            bytes.Span[..taken].CopyTo(_frames.AsSpan(_framed + _filled));
            _filled += taken;
            bytes = bytes[taken..];
            if (_filled == BlockFormat.BlockBytes)
            {
                EndBlock();
                if (_framed == _frames.Length)
                {
                    await WriteFramesAsync(cancellationToken).ConfigureAwait(false);
                    if (_frames.Length < MostFrames * BlockFormat.FrameBytes)
                    {
                        _frames = new byte[MostFrames * BlockFormat.FrameBytes];
                    }
                }
            }
        }
    }

    public override async Task<StateHandle> CloseAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_file is null)
        {
            _closed = true;
            return StateHandle.OfBytes(_small.ToArray());
        }

        string path = Path.Combine(folder, _fileName!);
        try
        {
            if (_filled > 0)
            {
                EndBlock();
            }

            await WriteFramesAsync(cancellationToken).ConfigureAwait(false);

            if (isDurable)
            {
                _file.Flush(flushToDisk: true);
            }

            await _file.DisposeAsync().ConfigureAwait(false);
            File.Move(path + AtomicFile.TemporarySuffix, path, overwrite: false);
            if (isDurable)
            {
                DurableFolder.Flush(folder);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, error);
        }

        _closed = true;
        return StateHandle.OfFile(_fileName!, _length, _checksum);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_closed || _file is null)
        {
            return;
        }

        _closed = true;
        await _file.DisposeAsync().ConfigureAwait(false);
        File.Delete(Path.Combine(folder, _fileName! + AtomicFile.TemporarySuffix));
    }

    private void OpenFile()
    {
        if (MakesFolder && !Directory.Exists(folder))
        {
            MakeFolder();
        }

        string wanted = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
        for (int number = 0; ; number++)
        {
            string candidate = number == 0 ? wanted : $"{wanted}-{number}";
            string path = Path.Combine(folder, candidate);
            try
            {
                if (File.Exists(path))
                {
                    continue;
                }

                _file = new FileStream(path + AtomicFile.TemporarySuffix, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
                _fileName = candidate;
                _frames = new byte[BlockFormat.FrameBytes];
                return;
            }
            catch (IOException) when (File.Exists(path + AtomicFile.TemporarySuffix) || File.Exists(path))
            {
                // Another state of that name is being written at this moment: take the next name.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw Failure(path, error);
            }
        }
    }

    private void MakeFolder()
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (isDurable)
            {
                DurableFolder.Flush(Path.GetDirectoryName(folder)!);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failure(folder, error);
        }
    }

    private void EndBlock()
    {
        var checksum = Crc32C.Of(_frames.AsSpan(_framed, _filled));
        _checksum = BlockFormat.Combine(_checksum, checksum, _filled);
        BinaryPrimitives.WriteUInt32LittleEndian(_frames.AsSpan(_framed + _filled), checksum);
        _framed += _filled + BlockFormat.ChecksumBytes;
        _filled = 0;
    }

    private async ValueTask WriteFramesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _file!.WriteAsync(_frames.AsMemory(0, _framed), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failure(Path.Combine(folder, _fileName!), error);
        }

        if (isDurable)
        {
            EarlyWriteBack.Begin(_file.SafeFileHandle, _file.Position - _framed, _framed);
        }

        _framed = 0;
    }

    private static StorageException Failure(string path, Exception error) =>
        new($"Write state to {path}: {error.Message}", error);
}
