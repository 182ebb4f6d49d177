namespace Weir.State.Codecs;

/// <summary>An array of bytes, encoded as a list of bytes is, but at once.</summary>
internal sealed class BytesCodec : Codec<byte[]?>
{
    public override CodecSchema Schema { get; } = CodecSchema.ListOf(CodecSchema.Of(SchemaKind.UInt8));

    public override bool IsImmutable => false;

    public override void Write(in byte[]? value, StateWriter writer)
    {
        writer.WriteCount(value is null ? 0 : value.Length + 1);
        writer.WriteBytes(value);
    }

    public override byte[]? Read(ref StateReader reader)
    {
        var length = reader.ReadCount() - 1;
        return length < 0 ? null : reader.ReadBytes(length).ToArray();
    }

    public override byte[]? Copy(in byte[]? value) => (byte[]?)value?.Clone();
}
