using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Weir.Operators.Elements;

namespace Weir.Operators.Frames;

/// <inheritdoc/>
internal sealed class FrameEncoder<T>(int frameSizeBytes, RecordLayout<T> layout) : FrameEncoder(frameSizeBytes)
{
    private StreamElement? _rest;
    private int _restOffset;

    public override bool IsFull => _rest is not null;

    public override void Append(StreamElement element)
    {
        if (IsFull)
        {
            throw new InvalidOperationException("The frame is full: it has to be taken first.");
        }

        if (element.Kind == ElementKind.Starved)
        {
            return;
        }

        _rest = element;
        _restOffset = 0;
        AppendRest();
    }

    public override void Abandon()
    {
        if (_rest is RecordBatch batch)
        {
            batch.Release();
        }

        _rest = null;
    }

    protected override void AppendRest()
    {
        switch (_rest)
        {
            case null:
                break;
            case RecordBatch<T> batch:
                AppendRecords(batch);
                break;
            case var element when HasRoomFor(element):
                Write(element);
                _rest = null;
                break;
        }
    }

    private void AppendRecords(RecordBatch<T> batch)
    {
        int left = batch.Count - _restOffset;
        int columnBytes = FrameFormat.ColumnBytes(batch.Timestamps is not null, batch.Hashes is not null);
        Span<byte> target = Free;
        int count = 0;
        int itemBytes = 0;
        if (left > 0 && target.Length > FrameFormat.RecordsHeaderBytes)
        {
            Span<byte> room = target[FrameFormat.RecordsHeaderBytes..];
            count = layout.Write(batch.Items.AsSpan(_restOffset, left), room, columnBytes, out itemBytes);
        }

        if (count > 0)
        {
            WriteColumns(batch, target, count, itemBytes);
            Used += FrameFormat.RecordsHeaderBytes + itemBytes + (count * columnBytes);
            _restOffset += count;
        }
        else if (left > 0 && IsEmpty)
        {
            T record = batch.Items[_restOffset];
            long size = FrameFormat.HeaderBytes + FrameFormat.RecordsHeaderBytes + columnBytes + layout.BytesOf(record);
            throw new RecordTooLargeException(typeof(T), record, size, FrameSizeBytes);
        }

        if (_restOffset == batch.Count)
        {
            _rest = null;
            batch.Release();
        }
    }

    private void WriteColumns(RecordBatch<T> batch, Span<byte> target, int count, int itemBytes)
    {
        target[0] = (byte)ElementKind.Records;
        target[1] = (byte)((batch.Timestamps is null ? 0 : FrameFormat.TimedColumn) | (batch.Hashes is null ? 0 : FrameFormat.HashedColumn));
        BinaryPrimitives.WriteInt32LittleEndian(target[2..], count);
        BinaryPrimitives.WriteInt32LittleEndian(target[6..], itemBytes);
        target = target[(FrameFormat.RecordsHeaderBytes + itemBytes)..];
        if (batch.Timestamps is { } timestamps)
        {
            MemoryMarshal.AsBytes(timestamps.AsSpan(_restOffset, count)).CopyTo(target);
            target = target[(count * sizeof(long))..];
        }

        if (batch.Hashes is { } hashes)
        {
            MemoryMarshal.AsBytes(hashes.AsSpan(_restOffset, count)).CopyTo(target);
        }
    }
}
