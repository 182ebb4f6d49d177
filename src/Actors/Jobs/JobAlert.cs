namespace Weir.Actors.Jobs;

/// <summary>An alert of a job, as it is told and kept: one entry when it fires, and the same with an end when it is over.</summary>
/// <param name="JobId">32 hexadecimal digits.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="Rule">The rule that holds, or did.</param>
/// <param name="FiredAt">When it was first found to hold.</param>
/// <param name="ClearedAt">When it was found not to hold any more; null: it fires.</param>
/// <param name="Message">What was found last, with figures and limit.</param>
/// <param name="LatestFailure">Why a checkpoint, or the job, failed last; null: nothing has.</param>
public sealed record JobAlert(
    string JobId,
    string JobName,
    AlertRule Rule,
    DateTimeOffset FiredAt,
    DateTimeOffset? ClearedAt,
    string Message,
    FailureCause? LatestFailure)
{
    /// <summary>Whether the rule still holds.</summary>
    public bool IsFiring => ClearedAt is null;
}
