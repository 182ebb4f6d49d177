using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>Stores a <see cref="Versioned{T}"/> as its value alone.</summary>
internal sealed class VersionedCodec<T>(Codec<T> value) : StoredCodec<Versioned<T>>(value)
{
    public override void Write(in Versioned<T> cell, StateWriter writer) => value.Write(in cell.Value, writer);

    public override Versioned<T> Read(ref StateReader reader) => new() { Value = value.Read(ref reader) };

    protected override StoredCodec<Versioned<T>> With(ICodec reader) => new VersionedCodec<T>((Codec<T>)reader);
}
