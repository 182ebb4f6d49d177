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
            _lastReaders = (
                key.ReaderOf(chunk.State.Key, SchemaContext.Root($"The key of state '{name}'")),
                value.ReaderOf(chunk.State.Value, SchemaContext.Root($"State '{name}'")));
            _lastWritten = chunk.State;
        }

        table.Restore(chunk.Count, _lastReaders.Key, _lastReaders.Value, chunk.Bytes.Span);
    }
}
