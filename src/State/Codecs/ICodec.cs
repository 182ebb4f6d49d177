namespace Weir.State.Codecs;

/// <summary>A codec whose type is not known at compile time.</summary>
internal interface ICodec
{
    Type Type { get; }

    CodecSchema Schema { get; }

    bool IsImmutable { get; }

    /// <summary>A codec that reads values written with <paramref name="written"/>.</summary>
    ICodec ReaderOf(CodecSchema written, SchemaContext context);
}
