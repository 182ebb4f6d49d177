using Weir.Actors.Alerts;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;

namespace Weir.Actors.JobMasters;

/// <summary>Collects what the alert rules of a job look at, and turns what they find into alerts.</summary>
/// <param name="jobId">The job.</param>
/// <param name="jobName">Its name.</param>
/// <param name="checkpointing">Its limits, and what they are measured by.</param>
/// <param name="started">Since when the figures count.</param>
internal sealed class JobAlerts(string jobId, string jobName, CheckpointingConfiguration checkpointing, DateTimeOffset started)
{
    private readonly AlertRules _rules = new(checkpointing.Alert, checkpointing.Interval, checkpointing.Timeout, started);
    private long _failedCheckpoints;
    private long _restarts;
    private DateTimeOffset? _latestSuccess;
    private FailureCause? _latestFailure;

    /// <summary>How many rules hold.</summary>
    public int Firing => _rules.Firing.Count;

    public void Note(ProtocolEffect effect, DateTimeOffset now)
    {
        switch (effect)
        {
            case ReportCompleted:
                _latestSuccess = now;
                break;
            case ReportFailed { CheckpointId: { } id } failed:
                _failedCheckpoints += failed.IsOver ? 1 : 0;
                _latestFailure = new FailureCause(failed.Reason.Text(), $"checkpoint {id}: {failed.Message}", OccurredAt: now);
                break;
            case RecordFailure failure:
                _latestFailure = failure.Failure.Cause;
                break;
            case RecordRecovery:
                _restarts++;
                break;
            default:
                break;
        }
    }

    /// <summary>Other limits from now on.</summary>
    public void Change(CheckpointingConfiguration changed) => _rules.Change(changed.Alert, changed.Interval, changed.Timeout);

    /// <summary>What has begun to fire, or is over.</summary>
    public IEnumerable<JobAlert> Evaluate(DateTimeOffset now) =>
        _rules.Evaluate(new AlertFigures(_failedCheckpoints, _restarts, _latestSuccess), now).Select(change => new JobAlert(
            jobId, jobName, change.Rule, change.Since, change.IsFiring ? null : now, change.Message, _latestFailure));
}
