namespace Weir.Actors.Jobs;

/// <summary>
/// What a job's earlier leaders made durable, for the machines of the next one. With it only recorded checkpoints are
/// restored: metadata that an overthrown leader wrote, but could not have recorded, is nothing.
/// </summary>
/// <param name="LastAttempt">The highest attempt number taken.</param>
/// <param name="LastCheckpointId">The highest checkpoint id taken; 0: none.</param>
/// <param name="Checkpoints">The recorded checkpoints, oldest first.</param>
/// <param name="Stop">The savepoint that stops the job; null: it goes on.</param>
internal sealed record RecordedJob(Attempt LastAttempt, long LastCheckpointId, IReadOnlyList<long> Checkpoints, RecordedStop? Stop = null)
{
    public static readonly RecordedJob None = new(Attempt.None, 0, []);
}
