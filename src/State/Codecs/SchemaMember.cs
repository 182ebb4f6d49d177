namespace Weir.State.Codecs;

/// <summary>A named part of a <see cref="CodecSchema"/>.</summary>
public sealed record SchemaMember(string Name, CodecSchema Schema)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Schema}";
}
