namespace Weir.State.Backends;

/// <summary>A key that has asked to be called at a time, in the unit of the clock that it belongs to.</summary>
internal readonly record struct Timer<TKey>(long Timestamp, TKey Key, uint Hash);
