namespace Weir.Actors.Jobs;

/// <summary>How a job ended.</summary>
/// <param name="Outcome">Finished, cancelled or failed.</param>
/// <param name="Cause">Why it failed; null otherwise.</param>
/// <param name="Status">The last figures.</param>
public sealed record JobResult(JobOutcome Outcome, FailureCause? Cause, JobStatus Status);
