namespace Weir.State.Backends;

/// <summary>A list or a map in operator state, whose types are known to its user only.</summary>
internal abstract class OperatorNamedState(StoredState stored)
{
    public StoredState Stored { get; } = stored;

    /// <summary>The elements or entries, each for itself.</summary>
    public abstract IReadOnlyList<ReadOnlyMemory<byte>> Encode();

    public abstract void Restore(RestoredList restored);

    protected static IReadOnlyList<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> bytes, int[] ends) =>
        [.. ends.Select((end, i) => bytes[(i == 0 ? 0 : ends[i - 1])..end])];

    protected void CheckKind(RestoredList restored)
    {
        if (restored.State.Kind != Stored.Kind)
        {
            throw new InvalidOperationException(
                $"Operator state '{Stored.Name}' was stored as {restored.State.Kind} and is now asked for as {Stored.Kind}. Give the new one another name.");
        }
    }

    protected void CheckEnd(int remaining, RestoredList restored)
    {
        if (remaining != 0)
        {
            throw new CorruptStateException(
                $"An element of operator state '{Stored.Name}' has {remaining} bytes more than its schema {restored.State.Value} says.");
        }
    }
}
