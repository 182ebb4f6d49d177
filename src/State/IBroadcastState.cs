namespace Weir.State;

/// <summary>
/// A map that every subtask of an operator has alike. Only what every subtask receives, in the same order, may change it, and in the same
/// way in each of them: without random numbers, clocks, or the number of the subtask.
/// </summary>
/// <remarks>
/// Each subtask writes its own copy into a checkpoint, and gets one back: its own, or when the parallelism has changed that of the subtask
/// whose number is its own modulo the old parallelism. It is kept in memory whatever the backend is.
/// </remarks>
public interface IBroadcastState<TMapKey, TMapValue> : IReadOnlyBroadcastState<TMapKey, TMapValue>
    where TMapKey : notnull
{
    /// <summary>The value of a map key; reading one that isn't there throws <see cref="KeyNotFoundException"/>.</summary>
    new TMapValue this[TMapKey key] { get; set; }

    /// <summary>Removes a map key; false when it was not there.</summary>
    bool Remove(TMapKey key);

    /// <summary>Removes all entries.</summary>
    void Clear();
}
