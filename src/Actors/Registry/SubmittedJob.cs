namespace Weir.Actors.Registry;

/// <summary>A job as it was submitted, kept until it is over.</summary>
/// <param name="JobId">32 hex digits.</param>
/// <param name="JobName">As submitted.</param>
/// <param name="SubmittedAt">By the clock of the leader that accepted it.</param>
/// <param name="Payload">All that is needed to build the job again, encoded; the registry never looks into it.</param>
internal sealed record SubmittedJob(string JobId, string JobName, DateTimeOffset SubmittedAt, byte[] Payload);
