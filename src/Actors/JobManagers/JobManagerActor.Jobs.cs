using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Event;
using Weir.Actors.Alerts;
using Weir.Actors.Jobs;
using Weir.Actors.JobMasters;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Actors.Registry;
using Weir.Actors.Slots;
using Weir.State.Storage;

namespace Weir.Actors.JobManagers;

/// <summary>How jobs come, go on under a new leader, and go.</summary>
internal sealed partial class JobManagerActor
{
    private void ReceiveFromMasters()
    {
        Command<RecordFacts>(record => Record(record.Facts, () => record.Recorded.TrySetResult()));
        Command<SlotsRequested>(requested => _taskManagers!.Step(requested));
        Command<JobStatus>(status =>
        {
            if (_jobs.TryGetValue(status.JobId, out ManagedJob? job))
            {
                job.ChangedAt = job.ChangedAt is { } changed && job.Status.State == status.State ? changed : _clock.Now;
                job.Status = status;
            }
        });
        Command<AlertRaised>(Raise);
        Command<JobOver>(over =>
        {
            IActorRef master = Sender;
            Record([new RegistryFact.JobClosed(over.JobId)], () =>
            {
                Forget(over.JobId, over.Result);
                _archive[over.JobId] = over.Archived;
                master.Tell(new JobClosed(over.Result));
            });
        });
    }

    private void Accept(SubmissionPlanned submitted)
    {
        JobSpecification job = submitted.Planned.Job;
        _planned.Taken(job);
        if (_isShuttingDown)
        {
            // It would be started, and killed in the middle of what the others end in order.
            SubmissionRefused refusal = RefusalAtShutdown();
            Task given = _planner.GiveUpAsync(submitted.Planned);
            foreach (Submitter submitter in _submissions.Conclude(submitted.Submission.SubmissionId))
            {
                given.PipeTo(submitter.Client, Self, success: () => refusal);
            }

            return;
        }

        if (_jobs.ContainsKey(job.JobId) || _registry.Find(job.JobId) is { IsClosed: false })
        {
            job.Lease.Dispose();
            Refuse(
                submitted.Submission,
                new StorageException($"Job {job.JobId} is being run already, by this cluster. Wait until it has ended, or cancel it."));
            return;
        }

        var managed = new ManagedJob(job.JobId, FirstStatus(job.JobId, job.JobName) with { Subtasks = job.Topology.Subtasks.Count }) { Job = job };
        IReadOnlyList<Submitter> submitters = _submissions.Conclude(submitted.Submission.SubmissionId);
        managed.Watchers.UnionWith(submitters.Select(submitter => submitter.Watcher).OfType<IActorRef>());
        _jobs.Add(job.JobId, managed);
        byte[] payload = Context.System.Serialization.Serialize(submitted.Planned.Payload);
        var facts = new List<RegistryFact> { new RegistryFact.JobSubmitted(new SubmittedJob(job.JobId, job.JobName, job.SubmittedAt, payload)) };
        if (submitted.Planned.HighestCheckpointId > (_registry.Find(job.JobId)?.LastCheckpointId ?? 0))
        {
            facts.Add(new RegistryFact.CheckpointIdTaken(job.JobId, submitted.Planned.HighestCheckpointId));
        }

        facts.AddRange(submitted.Planned.Checkpoints.Select(id => new RegistryFact.CheckpointRecorded(job.JobId, id)));
        Record(facts, () =>
        {
            _results.Remove(job.JobId);
            _alerts.Clear(job.JobId, AlertRule.Relaunch, _clock.Now, "it was submitted again");
            _archive.Remove(job.JobId);
            _submissions.Remember(submitted.Submission.SubmissionId, job.JobId);
            _log.OfJob(job.JobId, job.JobName).Info("Job {0} ({1}) is accepted.", job.JobId, job.JobName);
            foreach (Submitter submitter in submitters)
            {
                _submissions.Remember(submitter.SubmissionId, job.JobId);
                submitter.Client.Tell(new JobAccepted(job.JobId, managed.Status, job.Shape));
            }

            managed.Job = job with { Recorded = _registry.Find(job.JobId)!.Recorded };
            Start(managed);
        });
    }

    private void Resume(RegisteredJob job)
    {
        var managed = new ManagedJob(job.JobId, FirstStatus(job.JobId, job.Submitted.JobName)) { IsTakenOver = true };
        _jobs.Add(job.JobId, managed);
        Plan(managed);
    }

    private void Plan(ManagedJob managed)
    {
        RegisteredJob job = _registry.Find(managed.JobId)!;
        Task<JobSpecification> planning;
        try
        {
            planning = _planner.ResumeAsync(job, PayloadOf(job), _stopping.Token);
        }
        catch (Exception error)
        {
            planning = Task.FromException<JobSpecification>(error);
        }

        string id = job.JobId;
        planning.PipeTo(Self, success: planned => new JobResumed(id, _planned.Hold(planned)), failure: error => new JobNotResumed(id, error));
    }

    private static JobPayload PayloadOf(RegisteredJob job)
    {
        Akka.Serialization.Serialization serialization = Context.System.Serialization;
        int serializer = serialization.FindSerializerForType(typeof(JobPayload)).Identifier;
        return (JobPayload)serialization.Deserialize(job.Submitted.Payload, serializer, JobPayload.Manifest);
    }

    /// <summary>A client whose answer an earlier leader has taken with it repeats its submission to this one.</summary>
    private void RememberSubmissions()
    {
        foreach (RegisteredJob job in _registry.Jobs)
        {
            try
            {
                _submissions.Remember(PayloadOf(job).Submission.SubmissionId, job.JobId);
            }
            catch (Exception error) when (error is SerializationException)
            {
                _log.OfJob(job.JobId, job.Submitted.JobName).Warning("By which submission job {0} came cannot be read, so it would be started again if its client repeated that: {1}", job.JobId, error.Message);
            }
        }
    }

    private void NotResumed(JobNotResumed failed)
    {
        if (!_jobs.TryGetValue(failed.JobId, out ManagedJob? job))
        {
            return;
        }

        if (job.IsToCancel)
        {
            End(job, JobOutcome.Cancelled, cause: null);
            return;
        }

        _log.OfJob(job.JobId, job.Status.JobName).Error(
            failed.Error,
            "Job {0} ({1}) cannot go on yet, and is tried again every {2}: {3}",
            job.JobId, job.Status.JobName, _settings.RetryEvery, failed.Error.Message);
        Context.System.Scheduler.ScheduleTellOnce(_settings.RetryEvery, Self, new ResumeAgain(job.JobId), Self);
    }

    private void Start(ManagedJob job)
    {
        RegisteredJob registered = _registry.Find(job.JobId)!;
        JobEvent first = registered.Outcome is { } outcome ? new JobFoundOver(outcome, registered.Cause) : new JobStarted();

        // Numbered: a job that is submitted again may find the name of its former master still taken.
        IActorRef master = Context.ActorOf(
            JobMasterActor.Props(job.Job! with { Leader = _term!, HistoryLength = _settings.CheckpointHistory }, first, job.Watchers, _clock), $"{job.JobId}-{++_mastersStarted}");
        job.Master = master;
        Context.WatchWith(master, new MasterStopped(job.JobId, master));
        if (job.IsToCancel)
        {
            master.Tell(new CancelJob(job.JobId), ActorRefs.NoSender);
        }
    }

    /// <summary>One that has ended its job is forgotten by then.</summary>
    private void OnMasterStopped(MasterStopped stopped)
    {
        if (_jobs.TryGetValue(stopped.JobId, out ManagedJob? job) && job.Master is { } master && master.Equals(stopped.Master))
        {
            End(job, JobOutcome.Failed, new FailureCause(
                "JobMasterFailed", $"The master of job {job.JobId} failed; the log of {_node} says why.", OccurredAt: _clock.Now, IsPermanent: true));
        }
    }

    /// <summary>The end of a job that has no master to see to it; its checkpoints stay.</summary>
    private void End(ManagedJob job, JobOutcome outcome, FailureCause? cause)
    {
        job.Master = null;
        List<RegistryFact> facts = [new RegistryFact.JobClosed(job.JobId)];
        if (_registry.Find(job.JobId) is { Outcome: null })
        {
            facts.Insert(0, new RegistryFact.JobEnded(job.JobId, outcome, cause, _clock.Now));
        }

        Record(facts, () =>
        {
            var result = new JobResult(outcome, cause, job.Status with { State = StateOf(outcome) });
            Forget(job.JobId, result);
            foreach (IActorRef watcher in job.Watchers)
            {
                watcher.Tell(new JobEnded(job.JobId, result));
            }
        });
    }

    private void Forget(string jobId, JobResult result)
    {
        if (_jobs.Remove(jobId, out ManagedJob? job))
        {
            if (job.Rescale is { } rescale)
            {
                GiveUpRescale(jobId, rescale, RescaleOutcome.Failed, $"Job {jobId} has ended ({result.Outcome}) before it was rescaled.");
            }

            job.Job?.Lease.Dispose();
            if (job.Job is not { Blueprint.HasLocalRecovery: false })
            {
                _taskManagers!.DropLocalState(jobId);
            }
        }

        _results[jobId] = result;
        foreach (string forgotten in _results.Keys.Where(id => _registry.Find(id) is null).ToList())
        {
            _results.Remove(forgotten);
            _archive.Remove(forgotten);
        }

        _alerts.End(jobId, _clock.Now);
        _submissions.ForgetUnless(id => _registry.Find(id) is not null);

        _taskManagers!.Step(new SlotsReleased(jobId));
    }

    private static JobStatus FirstStatus(string jobId, string jobName) => new() { JobId = jobId, JobName = jobName };

    private static JobState StateOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Finished => JobState.Finished,
        JobOutcome.Cancelled => JobState.Cancelled,
        _ => JobState.Failed,
    };
}
