using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>A state that has been asked for: its table, what users hold, and its codecs.</summary>
internal sealed class HeapState(StateKind kind, string name, object facade, HeapTable table, ICodec key, ICodec value)
{
    private readonly ChunkReaders _readers = new(kind, name, key, value);

    public string Name => name;

    public StateKind Kind => kind;

    public object Facade => facade;

    public HeapTable Table => table;

    public StoredState Stored { get; } = new(name, kind, key.Schema, value.Schema);

    /// <summary>Writes the value of a key as a snapshot would; false when there is none.</summary>
    public bool Write<TKey>(in TKey wanted, uint hash, StateWriter writer) => ((IValuesByKey<TKey>)table).Write(in wanted, hash, value, writer);

    public HeapCapture Capture(int version, int oldest, long mostRemoved) => table.Capture(version, oldest, mostRemoved, key, value);

    public void Restore(RestoredChunk chunk)
    {
        var (keys, values) = _readers.Of(chunk.State);
        if (chunk.IsRemoval)
        {
            table.RestoreRemoved(chunk.KeyGroup, chunk.Count, keys, chunk.Bytes.Span);
        }
        else
        {
            table.Restore(chunk.KeyGroup, chunk.Count, keys, values, chunk.Bytes.Span);
        }
    }
}
