using System.Buffers.Binary;
using System.Text;
using Weir.Operators.Elements;
using Weir.State;

namespace Weir.Operators.Frames;

/// <summary>Puts the elements of one channel into frames, in order: several small ones into one, a large batch into several.</summary>
/// <remarks>While it is not full, elements are appended; once there is nothing more to append for now, or it is full, the frame is taken.</remarks>
internal abstract class FrameEncoder
{
    /// <summary>A frame that is filled this far goes out as it is; a smaller one is copied, so that its bytes are no more than it needs.</summary>
    private readonly int _fullBytes;

    private byte[] _buffer;

    protected FrameEncoder(int frameSizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frameSizeBytes, 64);
        FrameSizeBytes = frameSizeBytes;
        _fullBytes = frameSizeBytes - (frameSizeBytes / 32);
        _buffer = NewBuffer();
        Used = FrameFormat.HeaderBytes;
    }

    /// <summary>Bytes of a frame, at most.</summary>
    public int FrameSizeBytes { get; }

    /// <summary>Whether there is nothing to take.</summary>
    public bool IsEmpty => Used == FrameFormat.HeaderBytes;

    /// <summary>Whether the frame has to be taken before anything is appended.</summary>
    public abstract bool IsFull { get; }

    protected int Used { get; set; }

    protected Span<byte> Free => _buffer.AsSpan(Used);

    /// <summary>Appends an element. The batch of records is the encoder's from here on: it gives it back once it is encoded.</summary>
    /// <exception cref="RecordTooLargeException">A single record does not fit into a frame.</exception>
    public abstract void Append(StreamElement element);

    /// <summary>The frame, and begins the next one with what did not fit.</summary>
    /// <param name="number">The frame's number on its channel.</param>
    /// <exception cref="RecordTooLargeException">The next record does not fit into a frame.</exception>
    public byte[] Take(long number)
    {
        byte[] frame;
        _buffer[0] = FrameFormat.Version;
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(1), Used);
        FrameFormat.SetNumber(_buffer, number);
        if (Used >= _fullBytes)
        {
            frame = _buffer;
            _buffer = NewBuffer();
        }
        else
        {
            frame = GC.AllocateUninitializedArray<byte>(Used);
            _buffer.AsSpan(0, Used).CopyTo(frame);
        }

        Used = FrameFormat.HeaderBytes;
        AppendRest();
        return frame;
    }

    /// <summary>Gives back the batch that is not encoded to its end, when nothing will be taken any more.</summary>
    public abstract void Abandon();

    protected abstract void AppendRest();

    protected bool HasRoomFor(StreamElement element) => Free.Length >= FrameFormat.Bytes(element);

    protected void Write(StreamElement element)
    {
        Span<byte> target = Free;
        target[0] = (byte)element.Kind;
        switch (element)
        {
            case Watermark watermark:
                BinaryPrimitives.WriteInt64LittleEndian(target[1..], watermark.Timestamp);
                break;
            case StreamStatus status:
                target[1] = status.IsIdle ? (byte)1 : (byte)0;
                break;
            case Elements.Barrier barrier:
                BinaryPrimitives.WriteInt64LittleEndian(target[1..], barrier.CheckpointId);
                BinaryPrimitives.WriteInt64LittleEndian(target[(1 + sizeof(long))..], barrier.TimestampMs);
                target[1 + (2 * sizeof(long))] = Flags(barrier);
                BinaryPrimitives.WriteInt64LittleEndian(target[(2 + (2 * sizeof(long)))..], barrier.IncrementalBase ?? 0);
                int locationBytes = Encoding.UTF8.GetBytes(barrier.Location ?? "", target[FrameFormat.BarrierBytes..]);
                BinaryPrimitives.WriteUInt16LittleEndian(target[(2 + (3 * sizeof(long)))..], (ushort)locationBytes);
                break;
            case CancellationMarker marker:
                BinaryPrimitives.WriteInt64LittleEndian(target[1..], marker.CheckpointId);
                break;
        }

        Used += FrameFormat.Bytes(element);
    }

    private static byte Flags(Elements.Barrier barrier)
    {
        int flags = barrier.Savepoint switch
        {
            null => 0,
            SavepointFormat.Canonical => FrameFormat.CanonicalBarrier,
            _ => FrameFormat.NativeBarrier,
        };
        flags |= barrier.Suspends ? FrameFormat.SuspendingBarrier : 0;
        flags |= barrier.MayOvertake ? FrameFormat.OvertakingBarrier : 0;
        flags |= barrier.IncrementalBase is null ? 0 : FrameFormat.SharingBarrier;
        return (byte)flags;
    }

    private byte[] NewBuffer() => GC.AllocateUninitializedArray<byte>(FrameSizeBytes);
}
