namespace Weir.State.Expiry;

/// <summary>A value with the time of its last use, in milliseconds: how state that expires is stored.</summary>
internal readonly record struct Timed<T>(long UsedAt, T Value);
