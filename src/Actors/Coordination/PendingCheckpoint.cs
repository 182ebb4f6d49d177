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
internal sealed class PendingCheckpoint(long id, CheckpointKind kind, IReadOnlyList<long> requests, DateTimeOffset begun)
{
    private readonly SortedDictionary<SubtaskId, AcknowledgedSnapshot> _acknowledged = [];

    public long Id { get; } = id;

    public CheckpointKind Kind { get; set; } = kind;

    public PendingPhase Phase { get; set; }

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

    public long BytesWritten => _acknowledged.Values.Sum(snapshot => snapshot.Metrics.BytesWritten);

    public bool HasAcknowledged(SubtaskId subtask) => _acknowledged.ContainsKey(subtask);

    public void Acknowledge(AcknowledgedSnapshot snapshot) => _acknowledged.Add(snapshot.Subtask, snapshot);

    /// <summary>By subtask.</summary>
    public IReadOnlyList<AcknowledgedSnapshot> Acknowledged() => [.. _acknowledged.Values];

    public IReadOnlyList<SubtaskId> Missing(JobTopology topology) =>
        [.. topology.Subtasks.Where(subtask => !_acknowledged.ContainsKey(subtask))];

    public bool IsComplete(JobTopology topology) => Enumerators is not null && _acknowledged.Count == topology.Subtasks.Count;
}
