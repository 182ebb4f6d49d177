namespace Weir.Actors.Slots;

/// <summary>The times that the pool of slots keeps.</summary>
/// <param name="Settle">How long a new leader waits at most for the task managers that it expects.</param>
/// <param name="HeartbeatInterval">How often task managers are checked.</param>
/// <param name="HeartbeatTimeout">After how long a silence a task manager is given up.</param>
internal sealed record PoolConfiguration(TimeSpan Settle, TimeSpan HeartbeatInterval, TimeSpan HeartbeatTimeout);
