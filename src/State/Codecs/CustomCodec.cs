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

    private protected override Codec<T>? Resolve(CodecSchema written, SchemaContext context)
    {
        if (written.Kind != SchemaKind.Custom || !string.Equals(written.Name, Schema.Name, StringComparison.Ordinal))
        {
            return null;
        }

        if (written.Number > Schema.Number)
        {
            throw new IncompatibleSchemaException(
                context.Path, written, Schema, "it was written by a newer version of the codec.", "Register that version, or a newer one that reads it.");
        }

        return codec.ReaderOfVersion((int)written.Number) is { } reader
            ? new CustomCodec<T>(reader)
            : throw new IncompatibleSchemaException(
                context.Path, written, Schema, "the codec does not read that version.", "Have its ReaderOfVersion give a codec that does.");
    }

    public override T Copy(in T value) => codec.Copy(value);
}
