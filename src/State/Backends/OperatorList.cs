using System.Collections;
using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>A named list of an operator's subtask.</summary>
internal sealed class OperatorList<T>(string name, StateKind kind, Codec<T> codec)
    : OperatorNamedState(new StoredState(name, kind, CodecSchema.Of(SchemaKind.Unit), codec.Schema)), IOperatorList<T>
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
        return Cut(bytes, ends);
    }

    public override void Restore(RestoredList restored)
    {
        CheckKind(restored);
        var reading = codec.ReaderFor(restored.State.Value, SchemaContext.Root($"Operator state '{Stored.Name}'"));
        foreach (var element in restored.Elements)
        {
            var reader = new StateReader(element.Span);
            _elements.Add(reading.Read(ref reader));
            CheckEnd(reader.Remaining, restored);
        }
    }
}
