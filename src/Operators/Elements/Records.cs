namespace Weir.Operators.Elements;

/// <summary>Records on their way through a chain, by columns. A column that does not apply is empty; the others are as long as <see cref="Items"/>.</summary>
internal readonly ref struct Records<T>
{
    public Records(
        ReadOnlySpan<T> items,
        ReadOnlySpan<long> timestamps = default,
        ReadOnlySpan<uint> hashes = default,
        ReadOnlySpan<int> origins = default)
    {
        Items = items;
        Timestamps = timestamps;
        Hashes = hashes;
        Origins = origins;
    }

    public ReadOnlySpan<T> Items { get; }

    /// <summary>Event times in milliseconds since 1970-01-01 UTC; empty when the records have none.</summary>
    public ReadOnlySpan<long> Timestamps { get; }

    /// <summary>Hashes of the keys; empty when the stream is not keyed.</summary>
    public ReadOnlySpan<uint> Hashes { get; }

    /// <summary>For each record the number of the source record it came from, see <c>SourceOutput</c>; empty when no one tracks it.</summary>
    public ReadOnlySpan<int> Origins { get; }

    public int Count => Items.Length;

    public bool IsTimed => !Timestamps.IsEmpty;

    public Records<T> Slice(int start, int length) => new(
        Items.Slice(start, length),
        Timestamps.IsEmpty ? default : Timestamps.Slice(start, length),
        Hashes.IsEmpty ? default : Hashes.Slice(start, length),
        Origins.IsEmpty ? default : Origins.Slice(start, length));
}
