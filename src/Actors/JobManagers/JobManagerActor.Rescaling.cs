using Akka.Actor;
using Akka.Event;
using Weir.Actors.Deployments;
using Weir.Actors.JobMasters;
using Weir.Actors.Jobs;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Actors.Registry;
using Weir.Operators.Graph;
using Weir.State.Storage;

namespace Weir.Actors.JobManagers;

/// <content>
/// Jobs that go on at another parallelism. What can be wrong with that is found while the job still runs: its graph is planned, its state
/// dealt out on paper, the slots counted. Then its master brings all to a stand, the new parallelism is recorded, and another master starts
/// the new graph from the latest checkpoint. From the record on, each later leader starts it so.
/// </content>
internal sealed partial class JobManagerActor
{
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
        Command<RescaleLacksSlots>(lacks =>
        {
            if (_jobs.TryGetValue(lacks.JobId, out ManagedJob? job) && job.Rescale is { LacksSince: { } since })
            {
                LookAfterPatience(job, since);
                GoBackIfItLacks(job);
            }
        });
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
        JobParallelism has = registered.JobParallelism;
        IReadOnlyList<OperatorParallelism> operators = wanted.Operators ?? [];
        JobParallelism parallelism = wanted.Parallelism is { } ofAll ? new JobParallelism(ofAll, operators) : has.With(operators);
        if (!_jobs.TryGetValue(wanted.JobId, out ManagedJob? job) || registered.Outcome is not null)
        {
            Refuse($"is not running{(registered.Outcome is { } outcome ? $": it has ended ({outcome})" : "")}");
        }
        else if (job.Job is null || job.Rescale?.Requesters.Contains(Sender) == true)
        {
            // It is being planned by this leader, or has been asked before: who asks repeats that until there is an answer.
        }
        else if (job.Rescale is { } other && other.Parallelism == parallelism)
        {
            other.Requesters.Add(Sender);
        }
        else if (job.Rescale is { IsStarting: false, Parallelism: var under })
        {
            Refuse($"is being rescaled to {under}; ask again when that is done");
        }
        else if (registered.Stop is not null || job.IsToCancel || _isShuttingDown)
        {
            Refuse("is being stopped");
        }
        else if (has.Or(job.Job.Blueprint.Parallelism) == parallelism.Or(job.Job.Blueprint.Parallelism))
        {
            // One that waits for its slots from this leader does not run yet.
            if (!job.IsTakenOver)
            {
                Sender.Tell(new RescaleAnswer(RescaleOutcome.Done, now, $"Job {job.JobId} has {parallelism} already."));
            }
        }
        else
        {
            if (job.Rescale is { } waiting)
            {
                Answer(waiting, RescaleOutcome.Failed, now, $"Job {job.JobId} has not come up at {waiting.Parallelism}, and is to have {parallelism} now: that was asked for.");
            }

            JobRescale rescale = RescaleOf(job, parallelism);
            rescale.Requesters.Add(Sender);
            BeginRescale(job, rescale);
        }

        void Refuse(string why) => Sender.Tell(new RescaleAnswer(RescaleOutcome.Refused, now, $"Job {wanted.JobId} {why}."));
    }

    private JobRescale RescaleOf(ManagedJob job, JobParallelism parallelism, string? backBecause = null) => new(parallelism)
    {
        RequestedAt = _clock.Now,
        FromWidth = job.Job!.Topology.Width,
        FromParallelism = _registry.Find(job.JobId)!.JobParallelism,
        BackBecause = backBecause,
    };

    private void BeginRescale(ManagedJob job, JobRescale rescale)
    {
        if (job.Rescale is { } waiting)
        {
            rescale.InPlaceOf = waiting;
            rescale.Requesters.UnionWith(waiting.Requesters);
            waiting.Requesters.Clear();
        }

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
            GiveUpRescale(job.JobId, planned.Rescale, RescaleOutcome.Done, $"Job {job.JobId} has parallelism {width} already, and all its operators what they can have with {planned.Rescale.Parallelism}.");
        }
        else if (width > there && width > job.Job.Topology.Width)
        {
            plan.Lease.Dispose();
            GiveUpRescale(job.JobId, planned.Rescale, RescaleOutcome.Refused, $"Job {job.JobId} would need {width} slots for {planned.Rescale.Parallelism}, and there are {there} for it, those that it has included.");
        }
        else
        {
            planned.Rescale.Plan = plan;
            master.Tell(new BeginRescale(new RescaleFacts(job.Job.Topology.Width, width, planned.Rescale.RequestedAt) { Operators = planned.Rescale.Parallelism.Operators }));
        }
    }

    private static RegistryFact FactOf(string jobId, JobParallelism parallelism)
    {
        int ofAll = parallelism.OfAll ?? RegistryFact.JobRescaled.AsSubmitted;
        return parallelism.Operators.Count == 0
            ? new RegistryFact.JobRescaled(jobId, ofAll)
            : new RegistryFact.OperatorsRescaled(jobId, ofAll, [.. parallelism.Operators]);
    }

    private void OnHandedOver(JobHandedOver left)
    {
        IActorRef former = Sender;
        if (!_jobs.TryGetValue(left.JobId, out ManagedJob? job) || job.Rescale is not { Plan: { } plan } rescale)
        {
            throw new InvalidOperationException($"The master of job {left.JobId} has handed it over, and nobody is to have it.");
        }

        job.Master = null;
        Record([FactOf(job.JobId, rescale.Parallelism)], () =>
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
            rescale.InPlaceOf = null;
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
        if (!_jobs.TryGetValue(runs.JobId, out ManagedJob? job) || job.Rescale is not { } rescale)
        {
            return;
        }

        if (!rescale.IsStarting)
        {
            // It has come up after all, and those who asked have been told of the other one.
            rescale.InPlaceOf = null;
            return;
        }

        int width = job.Job!.Topology.Width;
        string at = rescale.Parallelism.Operators is { Count: > 0 } operators ? $"{width} ({string.Join(", ", operators)})" : $"{width}";
        string from = runs.CheckpointId is { } id ? $"from checkpoint {id}" : "from the beginning: no checkpoint had been complete";
        GiveUpRescale(
            job.JobId,
            rescale,
            rescale.BackBecause is null ? RescaleOutcome.Done : RescaleOutcome.Failed,
            rescale.BackBecause is { } why ? $"Job {job.JobId} is back at parallelism {at}, {from}: {why}" : $"Job {job.JobId} runs at parallelism {at}, {from}.");
    }

    /// <summary>The end of it, however it went.</summary>
    private void GiveUpRescale(string jobId, JobRescale rescale, RescaleOutcome outcome, string message)
    {
        rescale.Plan?.Lease.Dispose();
        rescale.Plan = null;
        if (outcome != RescaleOutcome.Done)
        {
            _log.OfJob(jobId).Warning("Job {0} was to have {1}: {2}", jobId, rescale.Parallelism, message);
        }

        if (!_jobs.TryGetValue(jobId, out ManagedJob? job))
        {
            Answer(rescale, outcome, now: 0, message);
            return;
        }

        if (job.Rescale == rescale)
        {
            job.Rescale = rescale.InPlaceOf;
            if (rescale.InPlaceOf is { LacksSince: not null } waiting)
            {
                // Not at once what has been refused just now.
                waiting.LacksSince = _clock.Now;
                LookAfterPatience(job, _clock.Now);
            }
        }

        Answer(rescale, outcome, job.Job?.Topology.Width ?? 0, message);
        if (job.Reactive is { } reactive && rescale.Parallelism is { OfAll: { } parallelism, Operators.Count: 0 })
        {
            if (outcome == RescaleOutcome.Impossible || (outcome == RescaleOutcome.Done && !rescale.IsStarting))
            {
                reactive.IsImpossible(parallelism);
            }
            else if (outcome == RescaleOutcome.Refused)
            {
                reactive.IsRefused(parallelism, _clock.Now);
                React(job);
            }
        }
    }

    private static void Answer(JobRescale rescale, RescaleOutcome outcome, int now, string message)
    {
        foreach (IActorRef requester in rescale.Requesters)
        {
            requester.Tell(new RescaleAnswer(outcome, now, message));
        }

        rescale.Requesters.Clear();
    }

    /// <summary>What the new master hears of its slots.</summary>
    private void NoteSlots(ManagedJob job, object message)
    {
        if ((job.Rescale?.InPlaceOf ?? job.Rescale) is not { IsStarting: true, BackBecause: null } rescale)
        {
            return;
        }

        if (message is SlotsLacking && rescale.LacksSince is null)
        {
            rescale.LacksSince = _clock.Now;
            LookAfterPatience(job, _clock.Now);
        }
        else if (message is SlotsPlaced)
        {
            rescale.LacksSince = null;
        }
    }

    private void LookAfterPatience(ManagedJob job, DateTimeOffset since)
    {
        TimeSpan left = since + _settings.RescalePatience - _clock.Now;
        if (left > TimeSpan.Zero)
        {
            Context.System.Scheduler.ScheduleTellOnce(left, Self, new RescaleLacksSlots(job.JobId), Self);
        }
    }

    /// <summary>
    /// A node has died on the way, say. With fewer slots than before it waits at either parallelism: until there are as many for the new one,
    /// or for the former one, which is looked at whenever there are others.
    /// </summary>
    private void GoBackIfItLacks(ManagedJob job)
    {
        if (job.Rescale is not { IsStarting: true, BackBecause: null, LacksSince: { } since } rescale || _clock.Now - since < _settings.RescalePatience || _isShuttingDown)
        {
            return;
        }

        int there = _taskManagers!.SlotsFor(job.JobId);
        if (there < rescale.FromWidth || rescale.FromWidth >= job.Job!.Topology.Width)
        {
            return;
        }

        string why = $"for {rescale.Parallelism} it lacked slots; there are {there} for it now.";
        _log.OfJob(job.JobId, job.Status.JobName).Warning("Job {0} ({1}) goes back to {2}: {3}", job.JobId, job.Status.JobName, rescale.FromParallelism, why);
        BeginRescale(job, RescaleOf(job, rescale.FromParallelism, why));
    }
}
