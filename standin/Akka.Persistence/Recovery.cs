using Akka.Actor;
using Akka.Serialization;

namespace Akka.Persistence;

/// <summary>How an actor recovers: from which snapshot, up to which event, and with how many events at most.</summary>
public sealed class Recovery
{
    public Recovery(SnapshotSelectionCriteria fromSnapshot = null, long toSequenceNr = long.MaxValue, long replayMax = long.MaxValue)
    {
        FromSnapshot = fromSnapshot ?? SnapshotSelectionCriteria.Latest;
        ToSequenceNr = toSequenceNr;
        ReplayMax = replayMax;
    }

    public static Recovery Default { get; } = new(SnapshotSelectionCriteria.Latest);

    /// <summary>No snapshot and no events; the actor goes on from its highest sequence number.</summary>
    public static Recovery None { get; } = new(SnapshotSelectionCriteria.None, 0);

    public SnapshotSelectionCriteria FromSnapshot { get; }

    public long ToSequenceNr { get; }

    public long ReplayMax { get; }
}

/// <summary>The last thing that a recovering actor is told.</summary>
public sealed class RecoveryCompleted
{
    public static readonly RecoveryCompleted Instance = new();

    private RecoveryCompleted()
    {
    }
}

public sealed class RecoveryTick(bool snapshot) : IWithoutSerializer
{
    /// <summary>Whether it watches over the loading of the snapshot, and not over the events.</summary>
    public bool Snapshot { get; } = snapshot;
}

public sealed class RecoveryTimedOutException : AkkaException
{
    public RecoveryTimedOutException()
    {
    }

    public RecoveryTimedOutException(string message, Exception cause = null)
        : base(message, cause)
    {
    }
}

/// <summary>A handler for which commands wait.</summary>
public sealed class StashingHandlerInvocation(object evt, Action<object> handler) : IPendingHandlerInvocation
{
    public object Event { get; } = evt;

    public Action<object> Handler { get; } = handler;
}

/// <summary>A handler for which commands do not wait.</summary>
public sealed class AsyncHandlerInvocation(object evt, Action<object> handler) : IPendingHandlerInvocation
{
    public object Event { get; } = evt;

    public Action<object> Handler { get; } = handler;
}
