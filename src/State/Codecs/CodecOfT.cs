namespace Weir.State.Codecs;

/// <summary>Encodes and decodes values of one type. Codecs have no state and are used by several threads at once.</summary>
public abstract class Codec<T> : ICodec
{
    Type ICodec.Type => typeof(T);

    /// <summary>How values are encoded; stored beside them.</summary>
    public abstract CodecSchema Schema { get; }

    /// <summary>
    /// Whether a value never changes once made, so that the stream and a snapshot being written may share it. False when in doubt:
    /// values are then copied with <see cref="Copy"/> before they are changed while a snapshot holds them.
    /// </summary>
    public abstract bool IsImmutable { get; }

    /// <summary>Appends the encoded value.</summary>
    public abstract void Write(in T value, StateWriter writer);

    /// <summary>Reads a value; must read exactly what <see cref="Write"/> wrote.</summary>
    public abstract T Read(ref StateReader reader);

    /// <summary>A copy that shares nothing mutable with <paramref name="value"/>.</summary>
    public virtual T Copy(in T value)
    {
        if (IsImmutable)
        {
            return value;
        }

        var writer = new StateWriter();
        Write(value, writer);
        var reader = new StateReader(writer.Written);
        return Read(ref reader);
    }

    /// <summary>
    /// Of a registered codec: one that reads what an older version of it wrote into the type as it is now; null when there is none, and such
    /// state is refused. Asked for once for each state, before its first value is read; what is newer than the codec is refused without asking.
    /// </summary>
    /// <param name="version">As in the <see cref="CodecSchema.Custom"/> of that time; lower than that of <see cref="Schema"/>.</param>
    protected internal virtual Codec<T>? ReaderOfVersion(int version) => null;

    /// <summary>Whether what <see cref="Read"/> reads may be no bytes at all.</summary>
    internal virtual bool MayReadNoBytes => Schema.MayTakeNoBytes;

    /// <summary>Whether a value is encoded as it is in this machine's memory, whatever it is, and any bytes are a value.</summary>
    internal virtual bool IsMemory => false;

    /// <summary>A codec that reads values written with an older schema. Throws <see cref="IncompatibleSchemaException"/> when there is none.</summary>
    public Codec<T> ReaderFor(CodecSchema written)
    {
        ArgumentNullException.ThrowIfNull(written);
        return ReaderFor(written, SchemaContext.Root(TypeNames.Of(typeof(T))));
    }

    ICodec ICodec.ReaderOf(CodecSchema written, SchemaContext context) => ReaderFor(written, context);

    internal Codec<T> ReaderFor(CodecSchema written, SchemaContext context)
    {
        // A reference outwards means something only in its surroundings; they decide.
        if (written.Kind == SchemaKind.Enclosing)
        {
            return EnclosingReader(written, context);
        }

        return Schema.Kind != SchemaKind.Enclosing && written.Equals(Schema) && Schema.IsSelfContained
            ? this
            : Resolve(written, context) ?? throw new IncompatibleSchemaException(context.Path, written, Schema, "the one cannot be read as the other.");
    }

    /// <summary>The reader for a schema that is not equal to this codec's; null when there is none.</summary>
    private protected virtual Codec<T>? Resolve(CodecSchema written, SchemaContext context) => null;

    private Codec<T> EnclosingReader(CodecSchema written, SchemaContext context)
    {
        var enclosing = context.Enclosing(written.Number);
        return enclosing.Current is Codec<T>
            ? new DeferredCodec<T>(() => (Codec<T>)enclosing.Reader!())
            : throw new IncompatibleSchemaException(context.Path, enclosing.WrittenRecord, Schema, "the record around it is of another type.");
    }
}
