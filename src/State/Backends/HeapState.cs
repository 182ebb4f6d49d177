using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>A state that has been asked for: its table, what users hold, and its codecs.</summary>
internal sealed class HeapState(StateKind kind, string name, object facade, HeapTable table, ICodec key, ICodec value)
{
    private StoredState? _lastWritten;
    private (ICodec Key, ICodec Value) _lastReaders;

    public string Name => name;

    public StateKind Kind => kind;

    public object Facade => facade;

    public HeapTable Table => table;

    public StoredState Stored { get; } = new(name, kind, key.Schema, value.Schema);

    public HeapCapture Capture(int version) => table.Capture(version, key, value);

    public void Restore(RestoredChunk chunk)
    {
        if (chunk.State.Kind != kind)
        {
            throw new InvalidOperationException(
                $"State '{name}' was stored as a {chunk.State.Kind} state, and is now asked for as a {kind} state. Give the new one another name.");
        }

        // The chunks of a handle share their description: its readers are made once.
        if (!ReferenceEquals(_lastWritten, chunk.State))
        {
            if (!HashesAlike(chunk.State.Key, key.Schema))
            {
                throw new IncompatibleSchemaException(
                    $"The key of state '{name}'", chunk.State.Key, key.Schema, "keys are found by a hash of all their members in order, which cannot change.");
            }

            _lastReaders = (
                key.ReaderOf(chunk.State.Key, SchemaContext.Root($"The key of state '{name}'")),
                value.ReaderOf(chunk.State.Value, SchemaContext.Root($"State '{name}'")));
            _lastWritten = chunk.State;
        }

        table.Restore(chunk.KeyGroup, chunk.Count, _lastReaders.Key, _lastReaders.Value, chunk.Bytes.Span);
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
}
