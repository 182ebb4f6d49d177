using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Weir.Operators.Elements;
using Weir.State;

namespace Weir.Operators.Frames;

/// <inheritdoc/>
internal sealed class FrameDecoder<T>(RecordLayout<T> layout, int retainedBatches) : FrameDecoder
{
    private readonly BatchPool<T> _pool = new(RecordBatch.DefaultCapacity, retainedBatches);

    public override void Decode(ReadOnlySpan<byte> frame, Queue<StreamElement> elements)
    {
        if (frame.Length < FrameFormat.HeaderBytes || frame[0] != FrameFormat.Version)
        {
            throw new CorruptFrameException($"{frame.Length} bytes were received that are no frame of version {FrameFormat.Version}.");
        }

        int used = BinaryPrimitives.ReadInt32LittleEndian(frame[1..]);
        if (used < FrameFormat.HeaderBytes || used > frame.Length)
        {
            throw new CorruptFrameException($"A frame of {frame.Length} B says that {used} B of it are used.");
        }

        ReadOnlySpan<byte> rest = frame[FrameFormat.HeaderBytes..used];
        while (!rest.IsEmpty)
        {
            var kind = (ElementKind)rest[0];
            rest = kind == ElementKind.Records ? ReadRecords(rest, elements) : ReadElement(kind, rest, elements);
        }
    }

    private static ReadOnlySpan<byte> ReadElement(ElementKind kind, ReadOnlySpan<byte> bytes, Queue<StreamElement> elements)
    {
        if (kind is ElementKind.Starved or > ElementKind.Starved)
        {
            throw new CorruptFrameException($"A frame holds an element of kind {(int)kind}, which is none.");
        }

        int length = FrameFormat.Bytes(kind);
        if (bytes.Length < length)
        {
            throw EndsIn(kind, length, bytes.Length);
        }

        if (kind == ElementKind.Barrier)
        {
            int locationBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(length - sizeof(ushort))..]);
            return ReadBarrier(bytes, length + locationBytes, elements);
        }

        ReadOnlySpan<byte> body = bytes[1..length];
        elements.Enqueue(kind switch
        {
            ElementKind.Watermark => new Watermark(BinaryPrimitives.ReadInt64LittleEndian(body)),
            ElementKind.Status => body[0] != 0 ? StreamStatus.Idle : StreamStatus.Active,
            ElementKind.CancellationMarker => new CancellationMarker(BinaryPrimitives.ReadInt64LittleEndian(body)),
            ElementKind.EndOfData => EndOfData.Instance,
            _ => EndOfPartition.Instance,
        });
        return bytes[length..];
    }

    private static ReadOnlySpan<byte> ReadBarrier(ReadOnlySpan<byte> bytes, int length, Queue<StreamElement> elements)
    {
        if (bytes.Length < length)
        {
            throw EndsIn(ElementKind.Barrier, length, bytes.Length);
        }

        ReadOnlySpan<byte> location = bytes[FrameFormat.BarrierBytes..length];
        byte flags = bytes[1 + (2 * sizeof(long))];
        elements.Enqueue(new Elements.Barrier(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[(1 + sizeof(long))..]),
            location.IsEmpty ? null : Encoding.UTF8.GetString(location),
            (flags & FrameFormat.SuspendingBarrier) != 0,
            (flags & FrameFormat.OvertakingBarrier) != 0)
        {
            IncrementalBase = (flags & FrameFormat.SharingBarrier) != 0 ? BinaryPrimitives.ReadInt64LittleEndian(bytes[(2 + (2 * sizeof(long)))..]) : null,
            Savepoint = (flags & FrameFormat.CanonicalBarrier) != 0 ? SavepointFormat.Canonical : (flags & FrameFormat.NativeBarrier) != 0 ? SavepointFormat.Native : null,
        });
        return bytes[length..];
    }

    private ReadOnlySpan<byte> ReadRecords(ReadOnlySpan<byte> bytes, Queue<StreamElement> elements)
    {
        if (bytes.Length < FrameFormat.RecordsHeaderBytes)
        {
            throw EndsIn(ElementKind.Records, FrameFormat.RecordsHeaderBytes, bytes.Length);
        }

        byte columns = bytes[1];
        bool timed = (columns & FrameFormat.TimedColumn) != 0;
        bool hashed = (columns & FrameFormat.HashedColumn) != 0;
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[2..]);
        int itemBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[6..]);
        ReadOnlySpan<byte> rest = bytes[FrameFormat.RecordsHeaderBytes..];
        if (columns > (FrameFormat.TimedColumn | FrameFormat.HashedColumn) || count < 0 || itemBytes < 0
            || itemBytes + ((long)count * FrameFormat.ColumnBytes(timed, hashed)) > rest.Length)
        {
            throw new CorruptFrameException(
                $"A frame says that it holds {count} records in {itemBytes} B with columns {columns}; {rest.Length} B are left of it.");
        }

        ReadOnlySpan<byte> items = rest[..itemBytes];
        ReadOnlySpan<byte> timestamps = rest.Slice(itemBytes, timed ? count * sizeof(long) : 0);
        ReadOnlySpan<byte> hashes = rest.Slice(itemBytes + timestamps.Length, hashed ? count * sizeof(uint) : 0);
        for (int done = 0; done < count;)
        {
            RecordBatch<T> batch = _pool.Rent();
            int taken = Math.Min(count - done, batch.Capacity);
            items = items[ReadItems(items, batch, taken)..];
            CopyColumns(batch, taken, timestamps, timed, hashes, hashed, done);
            elements.Enqueue(batch);
            done += taken;
        }

        return items.IsEmpty
            ? rest[(itemBytes + timestamps.Length + hashes.Length)..]
            : throw new CorruptFrameException($"{count} records of type {typeof(T)} were read, and {items.Length} of their {itemBytes} B are left over.");
    }

    private int ReadItems(ReadOnlySpan<byte> items, RecordBatch<T> batch, int count)
    {
        try
        {
            int read = layout.Read(items, batch.Items.AsSpan(0, count));
            batch.Count = count;
            return read;
        }
        catch (Exception error) when (error is CorruptStateException or ArgumentOutOfRangeException)
        {
            throw new CorruptFrameException($"{count} records of type {typeof(T)} cannot be read from {items.Length} B: {error.Message}", error);
        }
    }

    private static void CopyColumns(
        RecordBatch<T> batch, int count, ReadOnlySpan<byte> timestamps, bool timed, ReadOnlySpan<byte> hashes, bool hashed, int done)
    {
        batch.Timestamps = timed ? batch.SpareTimestamps ??= new long[batch.Capacity] : null;
        if (timed)
        {
            MemoryMarshal.Cast<byte, long>(timestamps).Slice(done, count).CopyTo(batch.Timestamps);
        }

        if (!hashed)
        {
            batch.Hashes = null;
            return;
        }

        batch.Hashes ??= new uint[batch.Capacity];
        MemoryMarshal.Cast<byte, uint>(hashes).Slice(done, count).CopyTo(batch.Hashes);
    }

    private static CorruptFrameException EndsIn(ElementKind kind, int needed, int left) =>
        new($"A frame ends within an element of kind {kind}: it takes {needed} B, and {left} B are left.");
}
