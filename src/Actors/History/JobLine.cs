using Weir.Actors.Jobs;

namespace Weir.Actors.History;

/// <summary>One of the jobs.</summary>
/// <param name="Status">Its figures.</param>
/// <param name="SubmittedAt">By the clock of the leader that accepted it.</param>
/// <param name="EndedAt">Null while it is not over.</param>
/// <param name="ChangedAt">When it came into its state.</param>
internal sealed record JobLine(JobStatus Status, DateTimeOffset SubmittedAt, DateTimeOffset? EndedAt, DateTimeOffset ChangedAt);
