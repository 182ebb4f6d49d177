namespace Weir.State.Codecs;

/// <summary>A nullable value type. What was stored as the plain type can be read as the nullable one.</summary>
internal sealed class OptionalCodec<T>(Codec<T> value, bool isWrapped = true) : Codec<T?>, IOptionalCodec
    where T : struct
{
    public override CodecSchema Schema { get; } = CodecSchema.OptionalOf(value.Schema);

    public override bool IsImmutable => value.IsImmutable;

    public ICodec Inner => value;

    public override void Write(in T? optional, StateWriter writer)
    {
        writer.WriteBoolean(optional.HasValue);
        if (optional.HasValue)
        {
            value.Write(optional.GetValueOrDefault(), writer);
        }
    }

    public override T? Read(ref StateReader reader) => !isWrapped || reader.ReadBoolean() ? value.Read(ref reader) : null;

    public override T? Copy(in T? original) => original.HasValue ? value.Copy(original.GetValueOrDefault()) : null;

    private protected override Codec<T?>? Resolve(CodecSchema written, SchemaContext context) => written.Kind == SchemaKind.Optional
        ? new OptionalCodec<T>(value.ReaderFor(written.Members[0].Schema, context))
        : new OptionalCodec<T>(value.ReaderFor(written, context), isWrapped: false);
}

/// <summary>A codec of a value that may be absent.</summary>
internal interface IOptionalCodec : ICodec
{
    ICodec Inner { get; }
}
