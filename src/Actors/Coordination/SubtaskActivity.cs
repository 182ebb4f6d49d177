using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>How far a subtask is with a checkpoint that it has not acknowledged.</summary>
internal enum SnapshotStep
{
    /// <summary>A barrier has arrived, and it waits for those of other channels.</summary>
    Aligning,

    /// <summary>Its state is being fixed; the stream stands still.</summary>
    Synchronous,

    /// <summary>Its state is being written.</summary>
    Writing,
}

/// <summary>What a subtask says of the checkpoint that it is busy with.</summary>
/// <param name="CheckpointId">The checkpoint.</param>
/// <param name="Step">How far it is.</param>
/// <param name="For">How long it has been in this step.</param>
/// <param name="WaitingFor">Subtasks whose barrier has not arrived, the first few of them; while aligning.</param>
/// <param name="Waiting">How many barriers have not arrived.</param>
internal sealed record SnapshotProgress(long CheckpointId, SnapshotStep Step, TimeSpan For, IReadOnlyList<SubtaskId> WaitingFor, int Waiting);

/// <summary>What a subtask has been doing in the last one or two seconds.</summary>
/// <param name="Backpressured">The share of the time, 0 to 1, in which an output had no room.</param>
/// <param name="Idle">The share of the time in which there was no input.</param>
/// <param name="Snapshot">Null: no checkpoint that it knows of waits for it.</param>
internal sealed record SubtaskActivity(double Backpressured, double Idle, SnapshotProgress? Snapshot)
{
    /// <summary>How far its time is, in milliseconds since 1970; the lowest number: it has not begun; null for a source.</summary>
    public long? Watermark { get; init; }

    /// <summary>The share of the time in which it worked.</summary>
    public double Busy => Math.Max(0, 1 - Backpressured - Idle);
}
