namespace Weir.State.Codecs;

/// <summary>The codec of a record inside itself: found when first used, because it is still being made.</summary>
internal sealed class DeferredCodec<T>(Func<Codec<T>> find, long levels = 0) : Codec<T>
{
    private Codec<T>? _codec;

    public override CodecSchema Schema { get; } = new(SchemaKind.Enclosing, number: levels);

    // Not known while the record is being made. RecordCodec treats a member that is its own record as undecided.
    public override bool IsImmutable => false;

    private Codec<T> Found => _codec ??= find();

    public override void Write(in T value, StateWriter writer) => Found.Write(value, writer);

    public override T Read(ref StateReader reader) => Found.Read(ref reader);

    public override T Copy(in T value) => Found.Copy(value);

    private protected override Codec<T>? Resolve(CodecSchema written, SchemaContext context) => Found.ReaderFor(written, context);
}
