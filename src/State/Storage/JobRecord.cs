namespace Weir.State.Storage;

/// <summary>What storage remembers of a job beyond the life of its process.</summary>
/// <param name="JobId">32 hexadecimal digits; the name of its directory.</param>
/// <param name="Name">The job's name, by which its latest checkpoint is looked for.</param>
/// <param name="SubmittedAt">When it was first submitted.</param>
/// <param name="Phase">Whether it has ended, and how.</param>
/// <param name="EndedAt">When it ended; null while it has not.</param>
/// <param name="StartFrom">The checkpoint of another job that it starts with as long as it has none of its own; null to start empty.</param>
/// <param name="IsStartClaimed">Whether that is the job's, to be deleted like a checkpoint of its own.</param>
internal sealed record JobRecord(
    string JobId,
    string Name,
    DateTimeOffset SubmittedAt,
    JobPhase Phase = JobPhase.Running,
    DateTimeOffset? EndedAt = null,
    string? StartFrom = null,
    bool IsStartClaimed = false);
