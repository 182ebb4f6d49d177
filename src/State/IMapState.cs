using System.Diagnostics.CodeAnalysis;

namespace Weir.State;

/// <summary>A map for each key. A key whose map is empty takes no space.</summary>
/// <remarks>Values that were read may be changed in place only while the current record is being processed.</remarks>
public interface IMapState<TMapKey, TMapValue> : IEnumerable<KeyValuePair<TMapKey, TMapValue>>
    where TMapKey : notnull
{
    /// <summary>How many entries the current key's map has.</summary>
    int Count { get; }

    /// <summary>The value of a map key; reading one that isn't there throws <see cref="KeyNotFoundException"/>.</summary>
    TMapValue this[TMapKey key] { get; set; }

    /// <summary>Whether the current key's map has the map key; its value if so.</summary>
    bool TryGet(TMapKey key, [MaybeNullWhen(false)] out TMapValue value);

    /// <summary>Whether the current key's map has the map key.</summary>
    bool Contains(TMapKey key);

    /// <summary>Removes a map key; false when it was not there.</summary>
    bool Remove(TMapKey key);

    /// <summary>Removes the current key's map.</summary>
    void Clear();
}
