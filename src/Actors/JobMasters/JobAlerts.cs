using Weir.Actors.Alerts;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;

namespace Weir.Actors.JobMasters;

/// <summary>Collects what the alert rules of a job look at, and turns what they find into alerts.</summary>
internal sealed class JobAlerts(JobSpecification job, DateTimeOffset started)
{
    private readonly AlertRules _rules = new(job.Checkpointing.Alert, job.Checkpointing.Interval, job.Checkpointing.Timeout, started);
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
                _failedCheckpoints++;
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
            job.JobId, job.JobName, change.Rule, change.Since, change.IsFiring ? null : now, change.Message, _latestFailure));
}
