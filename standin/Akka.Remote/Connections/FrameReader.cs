using System.Buffers;
using System.Buffers.Binary;

namespace Akka.Remote;

/// <summary>Cuts what comes on a connection into frames and hands them on. The payload of a large one is read to where it stays.</summary>
internal sealed class FrameReader : IDisposable
{
    private const int InitialBufferSize = 64 * 1024;
    private const int Large = 16 * 1024;

    /// <summary>Large messages come in rows. What is read behind one is enough for the head of the next, whose payload is not copied then.</summary>
    private const int BehindLarge = 1024;

    private readonly Remoting _remoting;
    private readonly Connection _connection;
    private readonly Stream _stream;
    private readonly FrameDelivery _delivery;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferSize);
    private int _start;
    private int _end;
    private bool _isBehindLarge;
    private GoodbyeReason? _goodbye;

    public FrameReader(Remoting remoting, Connection connection, Stream stream)
    {
        _remoting = remoting;
        _connection = connection;
        _stream = stream;
        _delivery = new FrameDelivery(remoting, connection);
    }

    /// <returns>The reason that the other side gave when it said goodbye; null when it closed the connection without.</returns>
    public async Task<GoodbyeReason?> Run()
    {
        while (_goodbye is null)
        {
            if (TakeFrames() is { } large)
            {
                await ReadLarge(large).ConfigureAwait(false);
                continue;
            }

            if (_goodbye is not null)
                break;
            MakeRoom();
            var room = _buffer.Length - _end;
            var count = await _stream.ReadAsync(_buffer.AsMemory(_end, _isBehindLarge ? Math.Min(room, BehindLarge) : room)).ConfigureAwait(false);
            if (count == 0)
                break;
            _end += count;
        }

        return _goodbye;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Handles the whole frames in the buffer.</summary>
    /// <returns>The head of a large message that is not whole yet.</returns>
    private EnvelopeHead? TakeFrames()
    {
        while (_goodbye is null && _end - _start >= 4)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));
            if (length < 1 || length > _remoting.Tcp.MaximumFrameSize)
            {
                throw new RemoteTransportException(
                    $"it announced a frame of {length} bytes; {TcpSettings.Path}.maximum-frame-size is {_remoting.Tcp.MaximumFrameSize}b here, and has to be the same on all nodes");
            }

            var available = _end - _start - 4;
            if (available >= length)
            {
                Handle(_buffer.AsSpan(_start + 4, length));
                _start += 4 + length;
                _isBehindLarge = length >= Large;
                continue;
            }

            if (length >= Large && EnvelopeHead.TryRead(_buffer.AsSpan(_start + 4, available), length, out var head))
                return head;
            break;
        }

        return null;
    }

    private async Task ReadLarge(EnvelopeHead head)
    {
        var payload = GC.AllocateUninitializedArray<byte>(head.PayloadLength);
        var frame = _start + 4;
        var there = _end - frame - head.PayloadStart;
        _buffer.AsSpan(frame + head.PayloadStart, there).CopyTo(payload);
        await _stream.ReadExactlyAsync(payload.AsMemory(there)).ConfigureAwait(false);
        if (!Drops())
            _delivery.Message(_buffer.AsSpan(frame, head.PayloadStart), head, payload);
        (_start, _end) = (0, 0);
        _isBehindLarge = true;
    }

    private void Handle(ReadOnlySpan<byte> frame)
    {
        var kind = (FrameKind)frame[0];
        if (Drops() && kind != FrameKind.Begin)
            return;
        switch (kind)
        {
            case FrameKind.Message when EnvelopeHead.TryRead(frame, frame.Length, out var head):
                _delivery.Message(frame, head, frame[head.PayloadStart..].ToArray());
                break;
            case FrameKind.SystemMessage when EnvelopeHead.TryRead(frame, frame.Length, out var head):
                _delivery.SystemMessage(frame, head, frame[head.PayloadStart..].ToArray());
                break;
            case FrameKind.Acknowledge when frame.Length == 17:
                _connection.Association.OnAcknowledged(BinaryPrimitives.ReadInt64LittleEndian(frame[1..]), BinaryPrimitives.ReadInt64LittleEndian(frame[9..]));
                break;
            case FrameKind.Heartbeat:
                break;
            case FrameKind.Begin when frame.Length == 25:
                _delivery.Begin(
                    BinaryPrimitives.ReadInt64LittleEndian(frame[1..]),
                    BinaryPrimitives.ReadInt64LittleEndian(frame[9..]),
                    BinaryPrimitives.ReadInt64LittleEndian(frame[17..]));
                break;
            case FrameKind.Goodbye when frame.Length == 2:
                _goodbye = (GoodbyeReason)frame[1];
                break;
            default:
                throw new RemoteTransportException($"it sent a frame of kind {frame[0]} with {frame.Length} bytes, which makes no sense");
        }
    }

    private bool Drops()
    {
        if (_remoting.Links.DropsInbound(_connection.Remote))
            return true;
        _connection.Heard();
        return false;
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
        else if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end < _buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
