namespace Weir.Operators.Connectors;

/// <summary>
/// Implemented by a two-phase sink that leaves something behind (hidden files, open transactions) when a job is cancelled or fails for good
/// between a prepare and its commit.
/// </summary>
public interface IAbandonedOutput<TWriterState, TCommittable>
{
    /// <summary>
    /// Called when no writer of the job runs any more and none will be started by itself: removes what was prepared and neither committed nor named by what is kept.
    /// </summary>
    /// <param name="jobId">The job, 32 hexadecimal digits.</param>
    /// <param name="states">Writer states in the checkpoints that are kept; empty when none is.</param>
    /// <param name="committables">Committables in the checkpoints that are kept.</param>
    /// <param name="cancellationToken">Ends the removal.</param>
    ValueTask RemoveAbandonedAsync(
        string jobId, IReadOnlyList<TWriterState> states, IReadOnlyList<TCommittable> committables, CancellationToken cancellationToken);
}
