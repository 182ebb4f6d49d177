using Weir.Actors.Coordination;
using Weir.State;

namespace Weir.Actors.History;

/// <summary>All that is known of one checkpoint.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Who asked for it.</param>
/// <param name="TriggeredAt">When its sources were triggered; of one that failed before, when it failed.</param>
/// <param name="Subtasks">How many have to acknowledge.</param>
internal sealed record CheckpointFacts(long Id, CheckpointKind Kind, DateTimeOffset TriggeredAt, int Subtasks)
{
    public CheckpointProgress Progress { get; init; }

    /// <summary>How a savepoint's state is written; null for checkpoints.</summary>
    public SavepointFormat? Format { get; init; }

    /// <summary>When it was complete, or given up; null while it is in progress.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the last acknowledgement came in; null before the first.</summary>
    public DateTimeOffset? LastAcknowledgedAt { get; init; }

    public int Acknowledged { get; init; }

    /// <summary>Where it is; null unless it is complete.</summary>
    public string? Location { get; init; }

    /// <summary>It was complete, and is deleted by now.</summary>
    public bool IsDiscarded { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public CheckpointFailureReason? Reason { get; init; }

    /// <summary>Why it failed, in words; empty unless it did.</summary>
    public string Message { get; init; } = "";

    /// <summary>What it wrote.</summary>
    public long BytesWritten { get; init; }

    /// <summary>Of its state, with what earlier checkpoints have written of it.</summary>
    public long StateBytes { get; init; }

    /// <summary>Taken from channels while barriers were waited for.</summary>
    public long BytesProcessed { get; init; }

    /// <summary>In flight, and a part of the checkpoint.</summary>
    public long BytesPersisted { get; init; }

    /// <summary>By vertex; empty where only the totals are told.</summary>
    public IReadOnlyList<VertexPart> Vertices { get; init; } = [];

    /// <summary>From the trigger to the last acknowledgement, or to its end.</summary>
    public TimeSpan Duration => (EndedAt ?? LastAcknowledgedAt ?? TriggeredAt) - TriggeredAt;

    public bool IsSavepoint => Kind == CheckpointKind.Savepoint;
}
