namespace Weir.Actors.History;

/// <summary>A checkpoint that the job was started from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When.</param>
/// <param name="Location">Where it is.</param>
/// <param name="IsSavepoint">Whether it is not one of the job's own checkpoints.</param>
internal sealed record RestoredFacts(long Id, DateTimeOffset At, string Location, bool IsSavepoint);
