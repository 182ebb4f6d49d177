using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>The codec of how a table keeps a value, where that is not the value itself. Its encoding is that of the value.</summary>
internal abstract class StoredCodec<TStored>(ICodec value) : Codec<TStored>
{
    public override CodecSchema Schema => value.Schema;

    public override bool IsImmutable => false;

    protected abstract StoredCodec<TStored> With(ICodec reader);

    private protected override Codec<TStored>? Resolve(CodecSchema written, SchemaContext context) => With(value.ReaderOf(written, context));
}
