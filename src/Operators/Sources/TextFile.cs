using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Weir.Operators.Connectors;

namespace Weir.Operators.Sources;

/// <summary>Cuts a file into lines, through one buffer that is kept from file to file and grows for long lines.</summary>
internal sealed class TextFile(int maxLineBytes) : IDisposable
{
    public const int BufferBytes = 128 << 10;

    private byte[] buffer = new byte[BufferBytes];
    private SafeFileHandle? handle;
    private string path = string.Empty;
    private long limit;

    /// <summary>Where in the file the byte stands that comes to <see cref="end"/>.</summary>
    private long offset;

    // buffer[start..end] is read from the file and not given out; up to searched it has no line end.
    private int start;
    private int searched;
    private int end;

    public bool IsOpen => handle is not null;

    /// <summary>Where the next line starts, in bytes.</summary>
    public long Position => offset - (end - start);

    /// <summary>Where reading the file has come to, which may be behind <see cref="Position"/>.</summary>
    public long BytesSeen => offset;

    /// <summary>The file's length now, in bytes.</summary>
    public long Length => RandomAccess.GetLength(handle!);

    /// <summary>Opens a file in place of the present one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="position">Where to start.</param>
    /// <param name="lengthLimit">The file has at least this many bytes and no more are read; <see cref="long.MaxValue"/> to read what there is.</param>
    public void Open(string file, long position, long lengthLimit)
    {
        Close();
        handle = TextInput.Open(file);
        path = file;
        limit = lengthLimit;
        Seek(position);
    }

    public void Close()
    {
        handle?.Dispose();
        handle = null;
        if (buffer.Length > BufferBytes)
        {
            buffer = new byte[BufferBytes];
        }
    }

    public void Seek(long position)
    {
        offset = position;
        start = 0;
        searched = 0;
        end = 0;
    }

    /// <summary>Gives the next line without its LF or CR LF, or false when the file has no further line end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var length = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var lineEnd = searched + length;
                line = buffer.AsSpan(start, lineEnd - start);
                start = searched = lineEnd + 1;
                if (!line.IsEmpty && line[^1] == (byte)'\r')
                {
                    line = line[..^1];
                }

                if (line.Length > maxLineBytes)
                {
                    ThrowTooLong(Position - line.Length);
                }

                return true;
            }

            searched = end;
            if (!Fill())
            {
                line = default;
                return false;
            }
        }
    }

    /// <summary>Gives what is left after <see cref="TryReadLine"/> returned false: a last line without an end; false when there is none.</summary>
    public bool TryReadRest(out ReadOnlySpan<byte> line)
    {
        line = buffer.AsSpan(start, end - start);
        start = searched = end;
        return !line.IsEmpty;
    }

    /// <summary>Goes behind the next line end, or to the end of the file.</summary>
    public void SkipLine()
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                start = searched = start + length + 1;
                return;
            }

            start = searched = end;
            if (!Fill())
            {
                return;
            }
        }
    }

    public void Dispose() => Close();

    /// <summary>Reads on behind what is in the buffer; false at the end.</summary>
    private bool Fill()
    {
        var kept = end - start;
        if (kept > maxLineBytes)
        {
            ThrowTooLong(Position);
        }

        if (start > 0)
        {
            buffer.AsSpan(start, kept).CopyTo(buffer);
            start = 0;
            searched = end = kept;
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var wanted = (int)Math.Min(buffer.Length - end, limit - offset);
        if (wanted == 0)
        {
            return false;
        }

        var read = Read(buffer.AsSpan(end, wanted));
        if (read == 0 && limit != long.MaxValue)
        {
            throw new ConnectorException(
                $"Input file '{path}' has become shorter while it was read: it had {limit} bytes and now ends at byte {offset}. Files that are read may only grow.");
        }

        offset += read;
        end += read;
        return read > 0;
    }

    private int Read(Span<byte> target)
    {
        try
        {
            return RandomAccess.Read(handle!, target, offset);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Input file '{path}' cannot be read at byte {offset}: {exception.Message}", exception);
        }
    }

    private void ThrowTooLong(long lineStart) => throw new ConnectorException(
        $"The line at about byte {lineStart} of input file '{path}' is longer than {maxLineBytes} bytes. Set {nameof(TextReadOptions)}.{nameof(TextReadOptions.MaxLineBytes)} higher if it is meant to be.");
}
