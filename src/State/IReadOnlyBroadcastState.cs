using System.Diagnostics.CodeAnalysis;

namespace Weir.State;

/// <summary>A map that every subtask of an operator has alike, for those who may only read it.</summary>
/// <remarks>What is read must not be changed in place: the other subtasks would not have that change.</remarks>
public interface IReadOnlyBroadcastState<TMapKey, TMapValue> : IEnumerable<KeyValuePair<TMapKey, TMapValue>>
    where TMapKey : notnull
{
    /// <summary>How many entries there are.</summary>
    int Count { get; }

    /// <summary>The value of a map key; one that isn't there throws <see cref="KeyNotFoundException"/>.</summary>
    TMapValue this[TMapKey key] { get; }

    /// <summary>Whether there is the map key; its value if so.</summary>
    bool TryGet(TMapKey key, [MaybeNullWhen(false)] out TMapValue value);

    /// <summary>Whether there is the map key.</summary>
    bool Contains(TMapKey key);
}
