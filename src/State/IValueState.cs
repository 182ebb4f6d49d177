namespace Weir.State;

/// <summary>One value for each key. The key is that of the record (or timer) being processed.</summary>
/// <remarks>
/// A mutable value may be changed in place once it was read through <see cref="Value"/> for the current record; it must not be kept
/// beyond that record, because later snapshots share it.
/// </remarks>
public interface IValueState<T>
{
    /// <summary>The current key's value; the descriptor's default when there is none.</summary>
    T? Value { get; set; }

    /// <summary>Whether the current key has a value.</summary>
    bool HasValue { get; }

    /// <summary>Removes the current key's value.</summary>
    void Clear();
}
