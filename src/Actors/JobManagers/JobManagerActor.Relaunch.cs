using Akka.Actor;
using Akka.Event;
using Weir.Actors.Alerts;
using Weir.Actors.Jobs;
using Weir.Actors.JobMasters;
using Weir.Actors.Logging;
using Weir.Actors.Registry;

namespace Weir.Actors.JobManagers;

/// <content>
/// A job of an earlier leader gets its first slots. If its cluster was gone meanwhile, this is a relaunch: it is recorded before anything is
/// deployed, and refused when there were too many, since what ends all nodes again and again may well be the job.
/// </content>
internal sealed partial class JobManagerActor
{
    private void TakeOver(ManagedJob job, SlotsPlaced placed)
    {
        job.IsTakenOver = false;
        RegisteredJob registered = _registry.Find(job.JobId)!;
        if (_taskManagers!.HasSurvivors(registered.LastEpoch) || registered.Outcome is not null)
        {
            job.Master?.Tell(placed);
        }
        else if (_settings.Relaunch.Refusal(registered.Relaunches, _clock.Now) is { } refusal)
        {
            GiveUp(job, refusal);
        }
        else
        {
            Record([new RegistryFact.JobRelaunched(job.JobId, _clock.Now)], () =>
            {
                _log.OfJob(job.JobId, job.Status.JobName).Info(
                    "Job {0} ({1}) is relaunched: its cluster was gone. It goes on {2}.",
                    job.JobId,
                    job.Status.JobName,
                    registered.Checkpoints.IsEmpty ? "from its start: no checkpoint was complete" : $"from checkpoint {registered.Checkpoints[^1]}");
                job.Master?.Tell(placed);
            });
        }
    }

    private void GiveUp(ManagedJob job, string refusal)
    {
        var cause = new FailureCause("RelaunchRefused", refusal, OccurredAt: _clock.Now, IsPermanent: true);
        var alert = new JobAlert(job.JobId, job.Status.JobName, AlertRule.Relaunch, _clock.Now, ClearedAt: null, refusal, LatestFailure: null);
        _log.OfJob(job.JobId, job.Status.JobName).Error("Alert {0} of job {1} ({2}): {3}", alert.Rule.Text(), job.JobId, job.Status.JobName, refusal);
        Raise(new AlertRaised(alert, job.Job?.Checkpointing.Alert.Webhook));
        job.Master?.Tell(new JobGivenUp(cause));
    }

    private void Raise(AlertRaised raised)
    {
        _alerts.Add(raised.Alert);
        if (raised.Webhook is null)
        {
            return;
        }

        if (_webhooks.IsNobody())
        {
            _webhooks = Context.ActorOf(WebhookActor.Props(), "webhooks");
        }

        _webhooks.Tell(raised);
    }
}
