using Akka.Actor;
using Weir.Actors.Alerts;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Registry;

namespace Weir.Actors.JobManagers;

/// <summary>What clients want.</summary>
internal sealed partial class JobManagerActor
{
    private void ReceiveFromClients()
    {
        Command<SubmitJob>(Submit);
        Command<SubmissionPlanned>(Accept);
        Command<SubmissionFailed>(failed => Refuse(failed.Submission, failed.Error));
        Command<WhoLeads>(_ => Sender.Tell(new LeaderIs(_term!.Epoch, _term.Node)));
        Command<ListJobs>(_ => Sender.Tell(new JobList([.. _registry.Jobs.Select(StatusOf)])));
        Command<ListAlerts>(list => Sender.Tell(new AlertList(_alerts.Latest(list.JobId))));
        Command<ListTaskManagers>(_ => Sender.Tell(new TaskManagerList(_taskManagers!.TaskManagers)));
        Command<DescribeJob>(describe => ToMaster(describe.JobId, describe, registered => Sender.Tell(Describe(registered))));
        Command<TriggerNow>(trigger => ToMaster(trigger.JobId, trigger, registered => Sender.Tell(new CheckpointAnswer(
            null, "not-running", $"Job {trigger.JobId} is not running{(registered.Outcome is { } outcome ? $": it has ended ({outcome})" : " yet")}."))));
        Command<InjectFailure>(inject =>
        {
            if (_settings.AllowsFaults)
            {
                Sender.Tell(new InjectionAnswer(Problem: null));
                ToMaster(inject.JobId, inject, static _ => { });
            }
            else
            {
                Sender.Tell(new InjectionAnswer("Nobody may make subtasks fail here: weir.faults.enabled is off."));
            }
        });
        ReceiveSavepoints();
        ReceiveConfiguration();
        Command<CancelJob>(cancel => ToMaster(cancel.JobId, cancel, registered =>
        {
            if (_jobs.TryGetValue(registered.JobId, out ManagedJob? job))
            {
                job.IsToCancel = true;
            }

            Sender.Tell(new CancelHeard(cancel.JobId));
        }));
        Command<WatchJob>(Watch);
        Command<UnwatchJob>(unwatch =>
        {
            if (_jobs.TryGetValue(unwatch.JobId, out ManagedJob? job))
            {
                job.Watchers.Remove(unwatch.Watcher);
                job.Master?.Tell(unwatch);
            }
        });
    }

    private void Submit(SubmitJob submit)
    {
        if ((_submissions.JobOf(submit.SubmissionId) ?? RunningFor(submit)) is { } jobId && _registry.Find(jobId) is { } registered)
        {
            _submissions.Remember(submit.SubmissionId, jobId);
            JobShape shape = _jobs.TryGetValue(jobId, out ManagedJob? job) ? job.Job?.Shape ?? JobShape.Unknown : JobShape.Unknown;
            Sender.Tell(new JobAccepted(jobId, StatusOf(registered), shape));
            if (submit.Watcher is { } watcher)
            {
                Watch(new WatchJob(jobId, watcher));
            }
        }
        else if (_isShuttingDown)
        {
            Sender.Tell(RefusalAtShutdown());
        }
        else if (_submissions.Begin(submit, Sender))
        {
            _planner.PlanAsync(submit, _stopping.Token).PipeTo(
                Self,
                success: planned => new SubmissionPlanned(submit, _planned.Hold(planned)),
                failure: error => new SubmissionFailed(submit, error));
        }
    }

    private string? RunningFor(SubmitJob submit) => submit.FindsRunning
        ? _jobs.Values.LastOrDefault(job =>
            job.Status.JobName == submit.JobName && job.Status.State is not (JobState.Finished or JobState.Cancelled or JobState.Failed))?.JobId
        : null;

    private void Refuse(SubmitJob submission, Exception problem)
    {
        SubmissionRefused refused = Refusals.Of(problem, _clock.Now);
        foreach (Submitter submitter in _submissions.Conclude(submission.SubmissionId))
        {
            submitter.Client.Tell(refused);
        }
    }

    /// <summary>The master does it, if there is one; else what is known of the job has to do.</summary>
    private void ToMaster(string jobId, object message, Action<RegisteredJob> withoutMaster)
    {
        if (_jobs.TryGetValue(jobId, out ManagedJob? job) && job.Master is { } master)
        {
            master.Forward(message);
        }
        else if (_registry.Find(jobId) is { } registered)
        {
            withoutMaster(registered);
        }
        else
        {
            Sender.Tell(Unknown(jobId));
        }
    }

    private void Watch(WatchJob watch)
    {
        if (_jobs.TryGetValue(watch.JobId, out ManagedJob? job))
        {
            job.Watchers.Add(watch.Watcher);
            if (job.Master is { } master)
            {
                master.Tell(watch);
            }
            else
            {
                watch.Watcher.Tell(job.Status);
            }
        }
        else if (_registry.Find(watch.JobId) is { Outcome: { } outcome } registered)
        {
            JobResult result = _results.GetValueOrDefault(watch.JobId) ?? new JobResult(outcome, registered.Cause, StatusOf(registered));
            watch.Watcher.Tell(new JobEnded(watch.JobId, result));
        }
        else
        {
            watch.Watcher.Tell(Unknown(watch.JobId));
        }
    }

    private NoSuchJob Unknown(string jobId) => new(jobId, $"There is no job {jobId} in this cluster; {_registry.Jobs.Count} are known.");

    private JobStatus StatusOf(RegisteredJob job)
    {
        if (_jobs.TryGetValue(job.JobId, out ManagedJob? managed))
        {
            return managed.Status;
        }

        return _results.TryGetValue(job.JobId, out JobResult? result)
            ? result.Status
            : FirstStatus(job.JobId, job.Submitted.JobName) with
            {
                State = job.Outcome is { } outcome ? StateOf(outcome) : JobState.Created,
                LastCheckpointId = job.Checkpoints.IsEmpty ? null : job.Checkpoints[^1],
                Uptime = job.EndedAt is { } ended ? ended - job.Submitted.SubmittedAt : TimeSpan.Zero,
            };
    }

    private JobDescription Describe(RegisteredJob job) =>
        new(StatusOf(job), job.Submitted.SubmittedAt, Shape: null, Places: [], job.Checkpoints, Failures: [], job.Cause);
}
