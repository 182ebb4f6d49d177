using System.Collections.Immutable;
using Weir.Actors.Jobs;

namespace Weir.Actors.Slots;

/// <summary>What can happen to the leader's pool of slots; all come in through <c>SlotPool.Handle</c>.</summary>
internal abstract record PoolEvent : ProtocolEvent;

/// <summary>The first event of a pool, once.</summary>
internal sealed record PoolStarted : PoolEvent;

/// <summary>
/// All nodes that now are members of the cluster, reachable, and have slots. Comes at each change. A node's text names
/// one life of it: a node that is started again at the same address has another.
/// </summary>
internal sealed record NodesExpected(ImmutableArray<string> Nodes) : PoolEvent;

/// <summary>The node is unreachable, downed, removed, exited. Unreachable ones may come back: in <see cref="NodesExpected"/>.</summary>
internal sealed record NodeLost(string Node, string Reason) : PoolEvent;

/// <summary>A task manager registers; it says so again until it is acknowledged.</summary>
/// <param name="HighestEpoch">The highest leader epoch that it has heard of; 0: none.</param>
/// <param name="FirstEpoch">The first; 0: none.</param>
internal sealed record RegistrationReceived(TaskManagerId Id, string Node, int Slots, long HighestEpoch, long FirstEpoch) : PoolEvent
{
    public IReadOnlyList<LocalState> LocalStates { get; init; } = [];
}

internal sealed record HeartbeatReceived(TaskManagerId Id) : PoolEvent;

/// <summary>The task manager wants to go.</summary>
internal sealed record LeaveReceived(TaskManagerId Id, string Reason) : PoolEvent;

/// <summary>The task manager's actor has ended.</summary>
internal sealed record TaskManagerTerminated(TaskManagerId Id, string Reason) : PoolEvent;

/// <summary>A job needs its slots: <see cref="AcquireSlots"/>, or some again.</summary>
/// <param name="Request">Numbered by the job; a later one replaces an earlier one.</param>
/// <param name="Slots">How many it needs in all.</param>
/// <param name="InUse">Those of its slots in which subtasks still run: they stay where they are.</param>
internal sealed record SlotsRequested(string JobId, int Request, int Slots, ImmutableArray<int> InUse) : PoolEvent;

/// <summary>The job is over, or its master is gone.</summary>
internal sealed record SlotsReleased(string JobId) : PoolEvent;

internal sealed record PoolTimerFired(PoolTimer Timer) : PoolEvent;

internal enum PoolTimer
{
    /// <summary>A new leader does not wait for task managers any longer.</summary>
    Settle,

    /// <summary>Who has been silent for too long?</summary>
    HeartbeatCheck,
}
