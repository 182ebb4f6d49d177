using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>
/// A key's list. Elements are only ever added behind the others, so that a snapshot, which has its own count, may share the array.
/// </summary>
internal struct ListCell<T>
{
    public T[]? Items;
    public int Count;

    /// <summary>The version from which on the elements are the stream's alone. Matters for elements that can change.</summary>
    public int Version;

    public void Add(T element)
    {
        if (Items is null)
        {
            Items = new T[4];
        }
        else if (Count == Items.Length)
        {
            Array.Resize(ref Items, Count * 2);
        }

        Items[Count++] = element;
    }
}

/// <summary>Stores a <see cref="ListCell{T}"/> as a list.</summary>
internal sealed class ListCellCodec<T>(Codec<List<T>?> list, Codec<T> element) : StoredCodec<ListCell<T>>(list)
{
    public override void Write(in ListCell<T> cell, StateWriter writer)
    {
        writer.WriteCount(cell.Count + 1);
        foreach (ref readonly var item in cell.Items.AsSpan(0, cell.Count))
        {
            element.Write(in item, writer);
        }
    }

    public override ListCell<T> Read(ref StateReader reader)
    {
        var items = list.Read(ref reader)?.ToArray();
        return new ListCell<T> { Items = items is { Length: > 0 } ? items : null, Count = items?.Length ?? 0 };
    }

    protected override StoredCodec<ListCell<T>> With(ICodec reader) => new ListCellCodec<T>((Codec<List<T>?>)reader, element);
}
