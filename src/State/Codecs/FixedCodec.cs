namespace Weir.State.Codecs;

internal delegate void WriteFixed<T>(StateWriter writer, T value);

internal delegate T ReadFixed<T>(ref StateReader reader);

/// <summary>A type of one fixed or self-delimiting encoding whose values never change.</summary>
internal sealed class FixedCodec<T>(SchemaKind kind, WriteFixed<T> write, ReadFixed<T> read) : Codec<T>
{
    public override CodecSchema Schema { get; } = CodecSchema.Of(kind);

    public override bool IsImmutable => true;

    internal override bool IsMemory { get; } = BitConverter.IsLittleEndian
        && kind is SchemaKind.Int8 or SchemaKind.UInt8 or SchemaKind.Int16 or SchemaKind.UInt16 or SchemaKind.Int32 or SchemaKind.UInt32
            or SchemaKind.Int64 or SchemaKind.UInt64 or SchemaKind.Int128 or SchemaKind.UInt128
            or SchemaKind.Float16 or SchemaKind.Float32 or SchemaKind.Float64 or SchemaKind.Character or SchemaKind.Guid or SchemaKind.TimeSpan;

    public override void Write(in T value, StateWriter writer) => write(writer, value);

    public override T Read(ref StateReader reader) => read(ref reader);

    private protected override Codec<T>? Resolve(CodecSchema written, SchemaContext context) =>
        NumberWidening.Reader<T>(written.Kind, kind) is { } widened ? new WideningCodec<T>(this, widened) : null;
}

/// <summary>Reads a narrower number as a wider one; writes as the wider one's codec does.</summary>
internal sealed class WideningCodec<T>(Codec<T> current, ReadFixed<T> read) : Codec<T>
{
    public override CodecSchema Schema => current.Schema;

    public override bool IsImmutable => true;

    public override void Write(in T value, StateWriter writer) => current.Write(value, writer);

    public override T Read(ref StateReader reader) => read(ref reader);
}
