namespace Weir.State.Codecs;

/// <summary>A registered codec, its bytes preceded by their number, so that they can be skipped when the member is gone.</summary>
internal sealed class CustomCodec<T>(Codec<T> codec) : Codec<T>
{
    public override CodecSchema Schema => codec.Schema;

    public override bool IsImmutable => codec.IsImmutable;

    public override void Write(in T value, StateWriter writer)
    {
        var start = writer.Length;
        writer.WriteInt32(0);
        codec.Write(value, writer);
        writer.PatchInt32(start, writer.Length - start - sizeof(int));
    }

    public override T Read(ref StateReader reader)
    {
        var bytes = new StateReader(reader.ReadBytes(reader.ReadInt32()));
        var value = codec.Read(ref bytes);
        return bytes.Remaining == 0
            ? value
            : throw new CorruptStateException($"The codec {codec.Schema} left {bytes.Remaining} bytes of a value of {bytes.Position + bytes.Remaining} unread.");
    }

    public override T Copy(in T value) => codec.Copy(value);
}
