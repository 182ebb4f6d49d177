namespace Weir.State.Codecs;

/// <summary>A sequence of elements in some collection type: 0 for null, else 1 + their number, then the elements.</summary>
internal abstract class SequenceCodec<TSequence, TElement>(Codec<TElement> element) : Codec<TSequence>
{
    public override CodecSchema Schema { get; } = CodecSchema.ListOf(element.Schema);

    protected Codec<TElement> Element => element;

    protected int ReadLength(ref StateReader reader)
    {
        var length = reader.ReadCount() - 1;
        return length <= reader.Remaining || element.MayReadNoBytes
            ? length
            : throw new CorruptStateException($"A list at byte {reader.Position} of its block says it has {length} elements; only {reader.Remaining} bytes are left.");
    }

    protected abstract SequenceCodec<TSequence, TElement> With(Codec<TElement> reader);

    private protected override Codec<TSequence>? Resolve(CodecSchema written, SchemaContext context) =>
        written.Kind == SchemaKind.List ? With(element.ReaderFor(written.Members[0].Schema, context.Member("[]"))) : null;
}
