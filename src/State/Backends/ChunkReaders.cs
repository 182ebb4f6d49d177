using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>How the stored entries of one state are read: as they were written, into what the state's types are now.</summary>
internal sealed class ChunkReaders(StateKind kind, string name, ICodec key, ICodec value)
{
    // Several threads restore at once.
    private volatile Readers? _latest;

    /// <summary>Codecs for the entries of a chunk. Throws when they cannot be read as the state's types.</summary>
    public (ICodec Key, ICodec Value) Of(StoredState written)
    {
        if (written.Kind != kind)
        {
            throw new InvalidOperationException(
                $"State '{name}' was stored as a {written.Kind} state, and is now asked for as a {kind} state. Give the new one another name.");
        }

        // The chunks of a handle share their description: its readers are made once.
        if (_latest is { } latest && ReferenceEquals(latest.Written, written))
        {
            return (latest.Key, latest.Value);
        }

        if (!HashesAlike(written.Key, key.Schema))
        {
            throw new IncompatibleSchemaException(
                $"The key of state '{name}'", written.Key, key.Schema, "keys are found by a hash of all their members in order, which cannot change.");
        }

        var made = new Readers(
            written,
            key.ReaderOf(written.Key, SchemaContext.Root($"The key of state '{name}'")),
            value.ReaderOf(written.Value, SchemaContext.Root($"State '{name}'")));
        _latest = made;
        return (made.Key, made.Value);
    }

    /// <summary>Whether keys of two schemas that can be read as each other have the same hash: numbers may widen, members must stay.</summary>
    private static bool HashesAlike(CodecSchema written, CodecSchema current)
    {
        if (written.Kind != SchemaKind.Record || current.Kind != SchemaKind.Record)
        {
            return true;
        }

        return written.Members.Length == current.Members.Length && written.Members.Zip(current.Members).All(pair =>
            string.Equals(pair.First.Name, pair.Second.Name, StringComparison.Ordinal) && HashesAlike(pair.First.Schema, pair.Second.Schema));
    }

    private sealed record Readers(StoredState Written, ICodec Key, ICodec Value);
}
