using Akka.Actor;
using Akka.Event;
using Weir.Actors.JobMasters;
using Weir.Actors.Jobs;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Actors.Registry;
using Weir.State.Storage;

namespace Weir.Actors.JobManagers;

/// <content>
/// Jobs that go on at another parallelism. What can be wrong with that is found while the job still runs: its graph is planned, its state
/// dealt out on paper, the slots counted. Then its master brings all to a stand, the new parallelism is recorded, and another master starts
/// the new graph from the latest checkpoint. From the record on, each later leader starts it so.
/// </content>
internal sealed partial class JobManagerActor
{
    /// <summary>How long a rescaled job waits for slots that were there when it began, before it goes back.</summary>
    private static readonly TimeSpan RescalePatience = TimeSpan.FromSeconds(10);

    private void ReceiveRescaling()
    {
        Command<RescaleJob>(Rescale);
        Command<RescalePlanned>(OnRescalePlanned);
        Command<RescaleNotPlanned>(failed => GiveUpRescale(failed.JobId, failed.Rescale, KindOf(failed.Error), failed.Error.Message));
        Command<RescaleRejected>(rejected =>
        {
            if (_jobs.TryGetValue(rejected.JobId, out ManagedJob? job) && job.Rescale is { } rescale)
            {
                GiveUpRescale(rejected.JobId, rescale, RescaleOutcome.Refused, $"Job {rejected.JobId} is not rescaled: {rejected.Reason}.");
            }
        });
        Command<JobHandedOver>(OnHandedOver);
        Command<RescaledJobRuns>(OnRescaled);
        Command<RescaleLacksSlots>(OnRescaleLacksSlots);
    }

    private static RescaleOutcome KindOf(Exception error) =>
        error is StorageException or OperationCanceledException ? RescaleOutcome.Refused : RescaleOutcome.Impossible;

    private void Rescale(RescaleJob wanted)
    {
        if (_registry.Find(wanted.JobId) is not { } registered)
        {
            Sender.Tell(Unknown(wanted.JobId));
            return;
        }

        int now = StatusOf(registered).Parallelism;
        if (!_jobs.TryGetValue(wanted.JobId, out ManagedJob? job) || registered.Outcome is not null || (job.Job is null && job.Rescale is null))
        {
            Refuse($"is not running{(registered.Outcome is { } outcome ? $": it has ended ({outcome})" : " yet")}");
        }
        else if (job.Rescale is { } other)
        {
            if (other.Parallelism == wanted.Parallelism)
            {
                other.Requesters.Add(Sender);
            }
            else
            {
                Refuse($"is being rescaled to {other.Parallelism}; ask again when that is done");
            }
        }
        else if (registered.Stop is not null || job.IsToCancel || _isShuttingDown)
        {
            Refuse("is being stopped");
        }
        else if ((registered.Parallelism ?? job.Job!.Blueprint.Parallelism) == wanted.Parallelism)
        {
            Sender.Tell(new RescaleAnswer(RescaleOutcome.Done, now, $"Job {job.JobId} has parallelism {wanted.Parallelism} already."));
        }
        else
        {
            BeginRescale(job, new JobRescale(wanted.Parallelism) { RequestedAt = _clock.Now, From = now, Requesters = { Sender } });
        }

        void Refuse(string why) => Sender.Tell(new RescaleAnswer(RescaleOutcome.Refused, now, $"Job {wanted.JobId} {why}."));
    }

    private void BeginRescale(ManagedJob job, JobRescale rescale)
    {
        job.Rescale = rescale;
        RegisteredJob registered = _registry.Find(job.JobId)!;
        Task<JobSpecification> planning;
        try
        {
            planning = _planner.RescaleAsync(registered, PayloadOf(registered), job.Job!, rescale.Parallelism, _stopping.Token);
        }
        catch (Exception error)
        {
            planning = Task.FromException<JobSpecification>(error);
        }

        planning.PipeTo(
            Self,
            success: planned => new RescalePlanned(job.JobId, rescale, _planned.Hold(planned)),
            failure: error => new RescaleNotPlanned(job.JobId, rescale, error));
    }

    private void OnRescalePlanned(RescalePlanned planned)
    {
        JobSpecification plan = planned.Plan;
        _planned.Taken(plan);
        if (!_jobs.TryGetValue(planned.JobId, out ManagedJob? job) || job.Rescale != planned.Rescale || job.Master is not { } master)
        {
            plan.Lease.Dispose();
            GiveUpRescale(planned.JobId, planned.Rescale, RescaleOutcome.Refused, $"Job {planned.JobId} does not run any more.");
            return;
        }

        int width = plan.Topology.Width;
        int there = _taskManagers!.SlotsFor(job.JobId);
        if (plan.Shape.Vertices.SequenceEqual(job.Job!.Shape.Vertices))
        {
            plan.Lease.Dispose();
            GiveUpRescale(job.JobId, planned.Rescale, RescaleOutcome.Done, $"Job {job.JobId} has parallelism {width} already: its operators can't have {planned.Rescale.Parallelism}.");
        }
        else if (width > there && width > job.Job.Topology.Width)
        {
            plan.Lease.Dispose();
            GiveUpRescale(job.JobId, planned.Rescale, RescaleOutcome.Refused, $"Job {job.JobId} would need {width} slots for parallelism {planned.Rescale.Parallelism}, and there are {there} for it, those that it has included.");
        }
        else
        {
            planned.Rescale.Plan = plan;
            master.Tell(new BeginRescale(new RescaleFacts(job.Job.Topology.Width, width, planned.Rescale.RequestedAt)));
        }
    }

    private void OnHandedOver(JobHandedOver left)
    {
        IActorRef former = Sender;
        if (!_jobs.TryGetValue(left.JobId, out ManagedJob? job) || job.Rescale is not { Plan: { } plan } rescale)
        {
            throw new InvalidOperationException($"The master of job {left.JobId} has handed it over, and nobody is to have it.");
        }

        job.Master = null;
        Record([new RegistryFact.JobRescaled(job.JobId, rescale.Parallelism)], () =>
        {
            // What was changed while it stood still counts, too.
            JobSpecification running = job.Job!;
            ((JobLeases)running.Lease).Change(plan.Lease);
            job.Job = plan with
            {
                Lease = running.Lease,
                Settings = running.Settings,
                Checkpointing = running.Checkpointing,
                Recorded = _registry.Find(job.JobId)!.Recorded,
                Former = left.Former,
            };
            rescale.Plan = null;
            rescale.IsStarting = true;
            if (!_isShuttingDown)
            {
                Start(job);
            }

            former.Tell(HandOverTaken.Instance);
        });
    }

    private void OnRescaled(RescaledJobRuns runs)
    {
        if (!_jobs.TryGetValue(runs.JobId, out ManagedJob? job) || job.Rescale is not { IsStarting: true } rescale)
        {
            return;
        }

        int width = job.Job!.Topology.Width;
        string from = runs.CheckpointId is { } id ? $"from checkpoint {id}" : "from the beginning: no checkpoint had been complete";
        GiveUpRescale(
            job.JobId,
            rescale,
            rescale.BackBecause is null ? RescaleOutcome.Done : RescaleOutcome.Failed,
            rescale.BackBecause is { } why ? $"Job {job.JobId} is back at parallelism {width}, {from}: {why}" : $"Job {job.JobId} runs at parallelism {width}, {from}.");
    }

    /// <summary>The end of it, however it went.</summary>
    private void GiveUpRescale(string jobId, JobRescale rescale, RescaleOutcome outcome, string message)
    {
        int now = 0;
        if (_jobs.TryGetValue(jobId, out ManagedJob? job))
        {
            job.Rescale = job.Rescale == rescale ? null : job.Rescale;
            if (outcome == RescaleOutcome.Impossible || (outcome == RescaleOutcome.Done && !rescale.IsStarting))
            {
                job.Reactive?.IsImpossible(rescale.Parallelism);
            }

            now = job.Job?.Topology.Width ?? 0;
        }

        rescale.Plan?.Lease.Dispose();
        rescale.Plan = null;
        foreach (IActorRef requester in rescale.Requesters)
        {
            requester.Tell(new RescaleAnswer(outcome, now, message));
        }
    }

    /// <summary>What the new master hears of its slots.</summary>
    private void NoteSlots(ManagedJob job, object message)
    {
        if (job.Rescale is not { IsStarting: true, BackBecause: null } rescale)
        {
            return;
        }

        if (message is SlotsLacking && rescale.LacksSince is null)
        {
            rescale.LacksSince = _clock.Now;
            Context.System.Scheduler.ScheduleTellOnce(RescalePatience, Self, new RescaleLacksSlots(job.JobId, rescale, _clock.Now), Self);
        }
        else if (message is SlotsPlaced)
        {
            rescale.LacksSince = null;
        }
    }

    /// <summary>A node has died on the way, say. With fewer slots than before it waits at either parallelism.</summary>
    private void OnRescaleLacksSlots(RescaleLacksSlots lacks)
    {
        if (!_jobs.TryGetValue(lacks.JobId, out ManagedJob? job) || job.Rescale != lacks.Rescale || lacks.Rescale.LacksSince != lacks.Since)
        {
            return;
        }

        JobRescale rescale = lacks.Rescale;
        int there = _taskManagers!.SlotsFor(job.JobId);
        if (there < rescale.From || rescale.From >= rescale.Parallelism)
        {
            return;
        }

        string why = $"for parallelism {rescale.Parallelism} it lacked slots; there are {there} for it now.";
        _log.OfJob(job.JobId, job.Status.JobName).Warning("Job {0} ({1}) goes back to parallelism {2}: {3}", job.JobId, job.Status.JobName, rescale.From, why);
        var back = new JobRescale(rescale.From) { RequestedAt = _clock.Now, From = rescale.Parallelism, BackBecause = why };
        back.Requesters.UnionWith(rescale.Requesters);
        BeginRescale(job, back);
    }
}
