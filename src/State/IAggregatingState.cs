namespace Weir.State;

/// <summary>For each key, the inputs added so far folded into an accumulator, from which the result is computed when it is read.</summary>
public interface IAggregatingState<TIn, TOut>
{
    /// <summary>The result for the current key; default when nothing was added.</summary>
    TOut? Value { get; }

    /// <summary>Whether anything was added for the current key.</summary>
    bool HasValue { get; }

    /// <summary>Folds one more input in.</summary>
    void Add(TIn input);

    /// <summary>Forgets what was added for the current key.</summary>
    void Clear();
}
