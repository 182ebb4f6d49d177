using System.Diagnostics;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Metrics;

namespace Weir.Actors.JobMasters;

/// <summary>A job's metrics, and a trace of each of its checkpoints.</summary>
internal sealed class JobTelemetry : IDisposable
{
    private readonly NodeMetrics _metrics;
    private readonly JobGauges _gauges;
    private readonly Dictionary<long, Activity> _pending = [];

    public JobTelemetry(NodeMetrics metrics, JobSpecification job)
    {
        _metrics = metrics;
        _gauges = new JobGauges(job.JobId, job.JobName);
        metrics.Add(_gauges);
    }

    public void Set(JobStatus status) => _gauges.Set(status);

    public void SetAlerts(int firing) => _gauges.SetAlerts(firing);

    public void Note(ProtocolEffect effect)
    {
        switch (effect)
        {
            case ReportTriggered triggered:
                Begin(triggered);
                break;
            case ReportCompleted completed:
                _metrics.CheckpointCompleted(_gauges, completed.Duration);
                if (_pending.Remove(completed.CheckpointId, out Activity? done))
                {
                    done.SetTag("checkpoint.bytes", completed.BytesWritten);
                    done.Dispose();
                }

                break;
            case ReportFailed { CheckpointId: { } id } failed:
                if (_pending.Remove(id, out Activity? spoilt))
                {
                    spoilt.SetStatus(ActivityStatusCode.Error, failed.Message);
                    spoilt.SetTag("checkpoint.failure", failed.Reason.Text());
                    spoilt.Dispose();
                }

                break;
            case SetAside aside:
                _gauges.AddSkipped(aside.Skipped.Count);
                break;
            default:
                break;
        }
    }

    public void Dispose()
    {
        _metrics.Remove(_gauges);
        foreach (Activity activity in _pending.Values)
        {
            activity.Dispose();
        }
    }

    private void Begin(ReportTriggered triggered)
    {
        // A root of its own: what the actor does at that moment has nothing to do with it.
        Activity? current = Activity.Current;
        Activity.Current = null;
        Activity? activity = _metrics.Activities.StartActivity("checkpoint", ActivityKind.Internal, default(ActivityContext), _gauges.Tags);
        Activity.Current = current;
        if (activity is not null)
        {
            activity.SetTag("checkpoint.id", triggered.CheckpointId);
            activity.SetTag("checkpoint.kind", triggered.Kind.ToString());
            _pending[triggered.CheckpointId] = activity;
        }
    }
}
