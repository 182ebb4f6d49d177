namespace Weir.State;

/// <summary>For each key, the values added so far folded into one of the same type.</summary>
public interface IReducingState<T>
{
    /// <summary>The folded value; default when nothing was added.</summary>
    T? Value { get; }

    /// <summary>Whether anything was added for the current key.</summary>
    bool HasValue { get; }

    /// <summary>Folds one more value in.</summary>
    void Add(T value);

    /// <summary>Forgets what was added for the current key.</summary>
    void Clear();
}
