using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

internal enum PendingPhase
{
    /// <summary>
    /// The id is being recorded as used. Until it is, it may be another leader's: nothing is created under it, and above
    /// all nothing deleted.
    /// </summary>
    Taking,

    /// <summary>The storage location is being created; nothing is triggered.</summary>
    Locating,

    /// <summary>Triggered; acknowledgements come in.</summary>
    Collecting,

    /// <summary>All have acknowledged; the metadata is being written. From here on only the storage decides.</summary>
    Writing,

    /// <summary>The metadata is durable; the journal is being told.</summary>
    Recording,
}

/// <summary>A checkpoint in the making.</summary>
internal sealed class PendingCheckpoint(JobTopology topology, long id, CheckpointKind kind, IReadOnlyList<long> requests, DateTimeOffset begun, SavepointTarget? savepoint = null)
{
    // By the subtask's place in the topology; made with the first.
    private AcknowledgedSnapshot?[] _acknowledged = [];
    private int _acknowledgements;

    public long Id { get; } = id;

    public CheckpointKind Kind { get; set; } = kind;

    public PendingPhase Phase { get; set; }

    /// <summary>Null for checkpoints.</summary>
    public SavepointTarget? Savepoint { get; } = savepoint;

    /// <summary>The savepoint's own folder; null for checkpoints, and until it is made.</summary>
    public string? Location { get; set; }

    public bool Stops => Savepoint is { Stops: true };

    /// <summary>Whether it may be taken with records in flight.</summary>
    public bool MayOvertake { get; set; }

    /// <summary>The checkpoint whose shared files may be named again; 0: there is none; null: nothing is shared.</summary>
    public long? IncrementalBase { get; set; }

    public CheckpointOptions Options => new(Kind, Savepoint, Location) { MayOvertake = MayOvertake, IncrementalBase = IncrementalBase };

    /// <summary>Who is told when it is over.</summary>
    public List<long> Requests { get; } = [.. requests];

    public DateTimeOffset Begun { get; } = begun;

    /// <summary>When the sources were triggered; the checkpoint's timestamp.</summary>
    public DateTimeOffset Triggered { get; set; }

    public ISnapshotToken? Enumerators { get; set; }

    /// <summary>Whether it has been counted as a failure already.</summary>
    public bool IsCounted { get; set; }

    /// <summary>Whether its outcome is out of the coordinator's hands.</summary>
    public bool IsFinalizing => Phase >= PendingPhase.Writing;

    public long BytesWritten { get; private set; }

    public long StateBytes { get; private set; }

    public bool IsComplete => Enumerators is not null && _acknowledgements == topology.Subtasks.Count;

    public bool HasAcknowledged(SubtaskId subtask) =>
        _acknowledged.Length > 0 && topology.Contains(subtask) && _acknowledged[topology.IndexOf(subtask)] is not null;

    /// <summary>Once for each subtask.</summary>
    public void Acknowledge(AcknowledgedSnapshot snapshot)
    {
        if (_acknowledged.Length == 0)
        {
            _acknowledged = new AcknowledgedSnapshot[topology.Subtasks.Count];
        }

        _acknowledged[topology.IndexOf(snapshot.Subtask)] = snapshot;
        _acknowledgements++;
        BytesWritten += snapshot.Metrics.BytesWritten;
        StateBytes += snapshot.Metrics.StateBytes;
    }

    /// <summary>By subtask.</summary>
    public IReadOnlyList<AcknowledgedSnapshot> Acknowledged() => [.. _acknowledged.OfType<AcknowledgedSnapshot>()];

    public IReadOnlyList<SubtaskId> Missing() => [.. topology.Subtasks.Where(subtask => !HasAcknowledged(subtask))];
}
