using Akka.Event;
using Weir.Actors.Deployments;
using Weir.Actors.Logging;
using Weir.Actors.Slots;

namespace Weir.Actors.JobManagers;

/// <content>Jobs whose parallelism follows the slots that there are.</content>
internal sealed partial class JobManagerActor
{
    private void ReceiveReactions() => Command<LookAtSlots>(look =>
    {
        if (_jobs.TryGetValue(look.JobId, out ManagedJob? job))
        {
            job.IsToLookAtSlots = false;
            React(job);
        }
    });

    private void PoolChanged()
    {
        ShowMetrics();
        if (_taskManagers!.IsSettled)
        {
            foreach (ManagedJob job in _jobs.Values)
            {
                React(job);
                GoBackIfItLacks(job);
            }
        }
    }

    private void React(ManagedJob job)
    {
        if (job is not { Job: { } running, Master: not null, IsToCancel: false } || _isShuttingDown || _registry.Find(job.JobId) is not { Outcome: null, Stop: null }
            || job.Rescale is not null and not { IsStarting: true, LacksSince: not null })
        {
            return;
        }

        if (!job.HasReactions)
        {
            job.HasReactions = true;
            ReactiveSettings settings = ReactiveSettings.Read(running.Settings);
            int most = running.Graph.Vertices.Min(vertex => vertex.MaxParallelism);
            job.Reactive = settings.IsOn ? new ReactiveScaling(Math.Min(settings.MaximumParallelism ?? most, most), settings.Stabilization) : null;
        }

        if (job.Reactive is not { } reactive)
        {
            return;
        }

        int parallelism = running.Topology.Width;
        ReactiveDecision decision = reactive.Observe(_taskManagers!.SlotsFor(job.JobId), parallelism, _clock.Now);
        if (decision.Target is { } target)
        {
            _log.OfJob(job.JobId, job.Status.JobName).Info("Job {0} ({1}) follows the slots that there are: from parallelism {2} to {3}.", job.JobId, job.Status.JobName, parallelism, target);
            BeginRescale(job, RescaleOf(job, new JobParallelism(target)));
        }
        else if (decision.LookAgain is { } wait && !job.IsToLookAtSlots)
        {
            job.IsToLookAtSlots = true;
            Context.System.Scheduler.ScheduleTellOnce(wait, Self, new LookAtSlots(job.JobId), Self);
        }
    }
}
