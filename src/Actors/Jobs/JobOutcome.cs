namespace Weir.Actors.Jobs;

/// <summary>How a job ended.</summary>
public enum JobOutcome
{
    /// <summary>All its input is processed, and its results are committed.</summary>
    Finished,

    /// <summary>It was asked to end.</summary>
    Cancelled,

    /// <summary>It failed more often than its restart strategy allows, or in a way that no restart can help.</summary>
    Failed,
}
