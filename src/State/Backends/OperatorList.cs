using System.Collections;
using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>A list in operator state whose element type is known to its user only.</summary>
internal abstract class OperatorList(StoredState stored)
{
    public StoredState Stored { get; } = stored;

    public bool IsUnion => Stored.Kind == StateKind.OperatorUnion;

    public abstract IReadOnlyList<ReadOnlyMemory<byte>> Encode();

    public abstract void Restore(RestoredList restored);
}

/// <summary>A named list of an operator's subtask.</summary>
internal sealed class OperatorList<T>(string name, bool isUnion, Codec<T> codec)
    : OperatorList(new StoredState(name, isUnion ? StateKind.OperatorUnion : StateKind.OperatorList, CodecSchema.Of(SchemaKind.Unit), codec.Schema)), IReadOnlyList<T>
{
    private readonly List<T> _elements = [];

    public int Count => _elements.Count;

    public T this[int index] => _elements[index];

    public void Add(T element) => _elements.Add(element);

    public void Clear() => _elements.Clear();

    /// <summary>Replaces all elements.</summary>
    public void Update(IEnumerable<T> elements)
    {
        var replacement = elements.ToArray();
        _elements.Clear();
        _elements.AddRange(replacement);
    }

    public IEnumerator<T> GetEnumerator() => _elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override IReadOnlyList<ReadOnlyMemory<byte>> Encode()
    {
        var writer = new StateWriter();
        var ends = new int[_elements.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            codec.Write(_elements[i], writer);
            ends[i] = writer.Length;
        }

        ReadOnlyMemory<byte> bytes = writer.ToArray();
        return [.. ends.Select((end, i) => bytes[(i == 0 ? 0 : ends[i - 1])..end])];
    }

    public override void Restore(RestoredList restored)
    {
        if (restored.State.Kind != Stored.Kind)
        {
            throw new InvalidOperationException(
                $"Operator state '{Stored.Name}' was stored as {restored.State.Kind} and is now asked for as {Stored.Kind}. Give the new one another name.");
        }

        var reading = codec.ReaderFor(restored.State.Value, SchemaContext.Root($"Operator state '{Stored.Name}'"));
        foreach (var element in restored.Elements)
        {
            var reader = new StateReader(element.Span);
            _elements.Add(reading.Read(ref reader));
            if (reader.Remaining != 0)
            {
                throw new CorruptStateException($"An element of operator state '{Stored.Name}' has {reader.Remaining} bytes more than its schema {restored.State.Value} says.");
            }
        }
    }
}
