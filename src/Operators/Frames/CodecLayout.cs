using Weir.State.Codecs;

namespace Weir.Operators.Frames;

/// <summary>Records one after the other, each as the codec of its type writes it.</summary>
internal sealed class CodecLayout<T>(Codec<T> codec) : RecordLayout<T>
{
    private readonly StateWriter _writer = new(4096);

    public override string Name { get; } = "codec, " + codec.Schema;

    public override int Write(ReadOnlySpan<T> items, Span<byte> room, int columnBytes, out int itemBytes)
    {
        _writer.Clear();
        itemBytes = 0;
        int count = 0;
        for (; count < items.Length; count++)
        {
            codec.Write(items[count], _writer);
            if (_writer.Length + ((long)(count + 1) * columnBytes) > room.Length)
            {
                break;
            }

            itemBytes = _writer.Length;
        }

        _writer.Written[..itemBytes].CopyTo(room);
        return count;
    }

    public override int Read(ReadOnlySpan<byte> bytes, Span<T> items)
    {
        var reader = new StateReader(bytes);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = codec.Read(ref reader);
        }

        return reader.Position;
    }

    public override long BytesOf(T record)
    {
        _writer.Clear();
        codec.Write(record, _writer);
        return _writer.Length;
    }
}
