using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Weir.Operators.Connectors;

namespace Weir.Operators.Sinks;

/// <summary>A file that is being written, with the buffer that encoders write to. One object writes many files, one after the other.</summary>
internal sealed class OutputFile : IBufferWriter<byte>, IDisposable
{
    private const int BufferBytes = 256 << 10;

    private byte[] buffer = new byte[BufferBytes];
    private int buffered;
    private SafeFileHandle? handle;
    private string path = string.Empty;
    private long written;

    public bool IsOpen => handle is not null;

    /// <summary>Bytes of the file, those in the buffer included.</summary>
    public long Length => written + buffered;

    /// <summary>True when the buffer should be emptied before more is encoded.</summary>
    public bool IsBufferFull => buffered >= BufferBytes / 2;

    public void Create(string file)
    {
        try
        {
            handle = File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        }
        catch (IOException exception) when (File.Exists(file))
        {
            throw new ConnectorException(
                $"Output file '{file}' exists already: does another sink of this job write to the same folder? Give one of them another {nameof(FileSinkOptions)}.{nameof(FileSinkOptions.FilePrefix)}.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Output file '{file}' cannot be created: {exception.Message}", exception);
        }

        path = file;
        written = 0;
        buffered = 0;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, buffer.Length - buffered);
        buffered += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsMemory(buffered);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsSpan(buffered);
    }

    /// <summary>Hands what is buffered to the operating system.</summary>
    public void WriteBuffer()
    {
        if (buffered == 0)
        {
            return;
        }

        try
        {
            RandomAccess.Write(handle!, buffer.AsSpan(0, buffered), written);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Output file '{path}' cannot be written at byte {written}: {exception.Message}", exception);
        }

        written += buffered;
        buffered = 0;
        if (buffer.Length > BufferBytes)
        {
            buffer = new byte[BufferBytes];
        }
    }

    /// <summary>Brings everything to the disk.</summary>
    public void FlushToDisk()
    {
        WriteBuffer();
        OutputFolder.Guard("flushed to disk", path, () => RandomAccess.FlushToDisk(handle!));
    }

    public void Close()
    {
        handle?.Dispose();
        handle = null;
        buffered = 0;
    }

    public void Dispose() => Close();

    private void Reserve(int sizeHint)
    {
        var needed = Math.Max(sizeHint, 1);
        if (buffer.Length - buffered < needed)
        {
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(2L * buffer.Length, (long)buffered + needed)));
        }
    }
}
