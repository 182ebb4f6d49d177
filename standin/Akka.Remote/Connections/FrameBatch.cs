using System.Buffers;

namespace Akka.Remote;

/// <summary>Bytes to send in one go: small things gathered in pooled buffers, large ones where they are.</summary>
internal sealed class FrameBatch : IDisposable
{
    private const int ChunkSize = 64 * 1024;

    /// <summary>From here on, an element of its own in a gathered write costs less than a copy.</summary>
    private const int Large = 8 * 1024;

    private readonly List<byte[]> _full = [];
    private readonly List<ArraySegment<byte>> _segments = [];
    private byte[] _chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
    private int _runStart;
    private int _used;

    public long Length { get; private set; }

    public bool IsEmpty => Length == 0;

    /// <summary>Room for so many bytes, which the caller has to fill.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_chunk.Length - _used < count)
        {
            EndRun();
            _full.Add(_chunk);
            _chunk = ArrayPool<byte>.Shared.Rent(Math.Max(ChunkSize, count));
            (_runStart, _used) = (0, 0);
        }

        var span = _chunk.AsSpan(_used, count);
        _used += count;
        Length += count;
        return span;
    }

    /// <summary>The array must not change until the batch is sent.</summary>
    public void Append(byte[] bytes)
    {
        if (bytes.Length < Large)
        {
            bytes.CopyTo(Reserve(bytes.Length));
            return;
        }

        EndRun();
        _segments.Add(bytes);
        Length += bytes.Length;
    }

    public List<ArraySegment<byte>> End()
    {
        EndRun();
        return _segments;
    }

    public void Clear()
    {
        foreach (var chunk in _full)
            ArrayPool<byte>.Shared.Return(chunk);
        _full.Clear();
        _segments.Clear();
        (_runStart, _used, Length) = (0, 0, 0);
    }

    public void Dispose()
    {
        Clear();
        ArrayPool<byte>.Shared.Return(_chunk);
        _chunk = [];
    }

    private void EndRun()
    {
        if (_used > _runStart)
            _segments.Add(new ArraySegment<byte>(_chunk, _runStart, _used - _runStart));
        _runStart = _used;
    }
}
