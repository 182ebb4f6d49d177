using System.Globalization;
using Akka.Event;
using Weir.Actors.Alerts;
using Weir.Actors.Jobs;
using Weir.Actors.Coordination;
using Weir.Actors.Deployments;
using Weir.Actors.Logging;
using Weir.Actors.Messages;

namespace Weir.Actors.JobMasters;

/// <summary>What is told of a job: its log lines, its figures, and the news for those who watch it.</summary>
internal sealed class JobJournal(JobSpecification job, JobWatchers watchers, ILoggingAdapter log, MonotonicClock clock)
{
    private const int FailuresKept = 20;

    private readonly DateTimeOffset _started = job.Former?.StartedAt ?? clock.Now;
    private readonly Queue<FailureEntry> _failures = new(job.Former?.Failures ?? []);
    private readonly Dictionary<SubtaskId, (Attempt Attempt, long In, long Out)> _figures = [];
    private JobStatus _status = (job.Former?.Status ?? new() { JobId = job.JobId, JobName = job.JobName })
        with { Subtasks = job.Topology.Subtasks.Count, Parallelism = job.Topology.Width };
    private long _recordsRead = job.Former?.Status.RecordsRead ?? 0;
    private long _recordsExchanged = job.Former?.Status.RecordsExchanged ?? 0;

    /// <summary>Adds what a subtask has processed since it last said so.</summary>
    public void Count(SubtaskFigures figures)
    {
        (Attempt Attempt, long In, long Out) last = _figures.GetValueOrDefault(figures.Subtask);
        if (figures.Attempt.Number > last.Attempt.Number)
        {
            last = (figures.Attempt, 0, 0);
        }

        if (figures.Attempt != last.Attempt)
        {
            return;
        }

        if (job.Graph.Vertices[figures.Subtask.Vertex.Value].IsSource)
        {
            _recordsRead += figures.RecordsOut - last.Out;
        }

        _recordsExchanged += figures.RecordsIn - last.In;
        _figures[figures.Subtask] = (figures.Attempt, figures.RecordsIn, figures.RecordsOut);
    }

    /// <summary>What the attempt has taken and given so far.</summary>
    public (long In, long Out) RecordsOf(SubtaskId subtask, Attempt attempt) =>
        _figures.TryGetValue(subtask, out var figures) && figures.Attempt == attempt ? (figures.In, figures.Out) : (0, 0);

    /// <summary>Told to those who come later, too: they have to find the new leader first. Null: there was none.</summary>
    public JobNews.TakenOver? Takeover { get; private set; }

    /// <summary>When the job was first run under this leader.</summary>
    public DateTimeOffset StartedAt => _started;

    /// <summary>The latest failures, oldest first.</summary>
    public IReadOnlyList<FailureEntry> Failures => [.. _failures];

    public void ReportStatus(JobProtocol protocol) => watchers.Tell(Current(protocol));

    public JobResult Result(CompleteJob complete, JobProtocol protocol)
    {
        JobStatus status = Current(protocol);
        watchers.Tell(status);
        return new JobResult(complete.Outcome, complete.Cause, status);
    }

    public void Note(ProtocolEffect effect, JobProtocol protocol)
    {
        switch (effect)
        {
            case JobStateChanged changed:
                log.Info("Job {0} ({1}): {2} → {3}.", job.JobId, job.JobName, changed.From, changed.To);
                watchers.Tell(new JobNews.StateChanged(job.JobId, changed.From, changed.To));
                ReportStatus(protocol);
                break;
            case ReportTriggered triggered:
                log.OfCheckpoint(triggered.CheckpointId).Debug("Job {0}: checkpoint {1} ({2}) triggered.", job.JobId, triggered.CheckpointId, triggered.Kind);
                break;
            case ReportCompleted { Location: { } path } savepoint:
                _status = _status with { LastSavepointPath = path };
                log.OfCheckpoint(savepoint.CheckpointId).Info(
                    "Job {0}: savepoint {1} completed in {2} ms, {3} bytes: {4}",
                    job.JobId, savepoint.CheckpointId, (long)savepoint.Duration.TotalMilliseconds, savepoint.BytesWritten, path);
                watchers.Tell(new JobNews.SavepointCompleted(job.JobId, savepoint.CheckpointId, savepoint.Duration, savepoint.BytesWritten, path));
                ReportStatus(protocol);
                break;
            case ReportRestarting restarting:
                log.Warning("Job {0}: starts again from its latest checkpoint: {1}", job.JobId, restarting.Reason);
                break;
            case ReportCompleted completed:
                _status = _status with
                {
                    CheckpointsCompleted = _status.CheckpointsCompleted + 1,
                    LastCheckpointId = completed.CheckpointId,
                    LastCheckpointDuration = completed.Duration,
                    LastCheckpointBytes = completed.BytesWritten,
                    LastCheckpointStateBytes = completed.StateBytes,
                };
                log.OfCheckpoint(completed.CheckpointId).Info(
                    "Job {0}: checkpoint {1} ({2}) completed in {3} ms, {4} bytes of {5} written.",
                    job.JobId, completed.CheckpointId, completed.Kind, (long)completed.Duration.TotalMilliseconds, completed.BytesWritten, completed.StateBytes);
                watchers.Tell(new JobNews.CheckpointCompleted(job.JobId, completed.CheckpointId, completed.Duration, completed.BytesWritten));
                ReportStatus(protocol);
                break;
            case ReportFailed failed:
                NoteFailedCheckpoint(failed);
                break;
            case ReportRefused refused:
                log.Warning("Job {0}: {1}", job.JobId, refused.Message);
                break;
            case RecordFailure failure:
                NoteFailure(failure.Failure, protocol);
                break;
            case RecordRecovery recovery:
                NoteRecovery(recovery.Recovery);
                break;
            case RecordRelocation relocation:
                log.OfAttempt(relocation.Recovery.Attempt).Info("Job {0}: moved in {1} ms ({2}).", job.JobId, (long)relocation.Recovery.Total.TotalMilliseconds, Parts(relocation.Recovery));
                watchers.Tell(new JobNews.Relocated(job.JobId, relocation.Recovery));
                break;
            case RecordTakeover { Recovery: var recovery } when job.Former is { Rescale: var rescale }:
                log.OfAttempt(recovery.Attempt).OfCheckpoint(recovery.RestoredCheckpoint).Info(
                    "Job {0}: runs at parallelism {1}, was {2}; in {3} ms ({4}).",
                    job.JobId, rescale.To, rescale.From, (long)(clock.Now - rescale.RequestedAt).TotalMilliseconds, Parts(recovery));
                break;
            case RecordTakeover takeover:
                log.OfAttempt(takeover.Recovery.Attempt).OfCheckpoint(takeover.Recovery.RestoredCheckpoint).Info(
                    "Job {0}: runs again under the leader of epoch {1}, in {2} ms ({3}).",
                    job.JobId, job.Epoch, (long)takeover.Recovery.Total.TotalMilliseconds, Parts(takeover.Recovery));
                Takeover = new JobNews.TakenOver(
                    job.JobId, job.Epoch, job.Leader.Node, job.Leader.SinceLost, _started - job.Leader.Since, takeover.Recovery);
                watchers.Tell(Takeover);
                break;
            case ReportRelocating relocating:
                log.OfCheckpoint(relocating.CheckpointId).Info(
                    "Job {0}: moves, {1}; {2}.",
                    job.JobId, relocating.Reason, relocating.CheckpointId is { } last ? $"from checkpoint {last}" : $"without a checkpoint for it: {relocating.Message}");
                watchers.Tell(new JobNews.Relocating(job.JobId, relocating.Reason, relocating.CheckpointId, relocating.Message));
                break;
            case ReportRescaling rescaling:
                log.OfCheckpoint(rescaling.CheckpointId).Info(
                    "Job {0}: goes {1}; {2}.",
                    job.JobId, rescaling.Change, rescaling.CheckpointId is { } taken ? $"with checkpoint {taken}" : $"without a checkpoint for it: {rescaling.Message}");
                watchers.Tell(new JobNews.Rescaling(job.JobId, rescaling.Change, rescaling.CheckpointId, rescaling.Message));
                break;
            case ReportWaiting waiting:
                log.Info("Job {0} ({1}) waits: {2}.", job.JobId, job.JobName, waiting.Message);
                watchers.Tell(new JobNews.WaitingForSlots(job.JobId, waiting.Lacking, waiting.Message));
                ReportStatus(protocol);
                break;
            case DeploySubtasks deploy:
                log.OfCheckpoint(deploy.RestoreFrom).OfAttempt(deploy.Attempt).Info(
                    "Job {0}: deploying {1} subtasks as attempt {2}, {3}.",
                    job.JobId, deploy.Subtasks.Count, deploy.Attempt.Number, deploy.RestoreFrom is { } id ? $"from checkpoint {id}" : "without state");
                watchers.Tell(new JobNews.Deploying(job.JobId, deploy.Attempt.Number, deploy.RestoreFrom));
                break;
            case SetAside aside:
                foreach (SkippedCheckpoint skipped in aside.Skipped)
                {
                    log.OfCheckpoint(skipped.CheckpointId).Error("Job {0}: skipped checkpoint {1}, an older one is restored instead: {2}", job.JobId, skipped.CheckpointId, skipped.Reason);
                }

                watchers.Tell(new JobNews.Skipped(job.JobId, aside.Skipped));
                break;
            case CompleteJob { Cause: { } cause }:
                log.OfFailure(cause).Error("Job {0} ({1}) failed: {2}{3}", job.JobId, job.JobName, cause.Message, cause.Detail is null ? "" : Environment.NewLine + cause.Detail);
                break;
            default:
                break;
        }
    }

    /// <summary>All subtasks run again, at another parallelism than under the master before.</summary>
    public void NoteRescaled(RescaleFacts rescale, long? checkpointId) =>
        watchers.Tell(new JobNews.Rescaled(job.JobId, rescale.From, rescale.To, checkpointId, clock.Now - rescale.RequestedAt));

    public void NoteAlert(JobAlert alert)
    {
        if (alert.IsFiring)
        {
            log.Error(
                "Alert {0} of job {1} ({2}): {3}{4}",
                alert.Rule.Text(), job.JobId, job.JobName, alert.Message, alert.LatestFailure is { } latest ? $"; latest failure: {latest.Message}" : "");
        }
        else
        {
            log.Info("Alert {0} of job {1} ({2}) is over: {3}", alert.Rule.Text(), job.JobId, job.JobName, alert.Message);
        }

        watchers.Tell(new JobNews.AlertChanged(alert));
    }

    /// <summary>The job is over, but whoever looks it up later will not know: its checkpoints stay.</summary>
    public void NoteOutcomeNotRecorded(FailureCause problem)
    {
        log.OfFailure(problem).Error(
            "Job {0} ({1}): its end could not be recorded, so its checkpoints are kept: {2}{3}",
            job.JobId, job.JobName, problem.Message, problem.Detail is null ? "" : Environment.NewLine + problem.Detail);
        watchers.Tell(new JobNews.OutcomeNotRecorded(job.JobId, problem));
    }

    /// <summary>Deleting is tidiness: its failure is logged, and a later sweep tries again. The task never faults.</summary>
    public async Task Watch(Task work, string what)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            log.Debug("Job {0}: stopped before it could {1}.", job.JobId, what);
        }
        catch (Exception error)
        {
            log.Warning(error, "Job {0}: could not {1}: {2}", job.JobId, what, error.Message);
        }
    }

    private void NoteFailedCheckpoint(ReportFailed failed)
    {
        if (failed.CheckpointId is { } id)
        {
            _status = _status with { CheckpointsFailed = _status.CheckpointsFailed + (failed.IsOver ? 1 : 0) };
            string line = $"Job {job.JobId}: checkpoint {id} ({failed.Kind}) failed, {failed.Reason.Text()}: {failed.Message}";
            log.OfCheckpoint(id).Log(failed.Reason.IsCounted() ? LogLevel.WarningLevel : LogLevel.InfoLevel, cause: null, line);
        }
        else
        {
            log.Debug("Job {0}: a {1} checkpoint was not begun, {2}: {3}", job.JobId, failed.Kind, failed.Reason.Text(), failed.Message);
        }

        watchers.Tell(new JobNews.CheckpointFailed(job.JobId, failed.CheckpointId, failed.Reason.Text(), failed.Message));
    }

    private void NoteFailure(FailureEntry failure, JobProtocol protocol)
    {
        _failures.Enqueue(failure);
        if (_failures.Count > FailuresKept)
        {
            _failures.Dequeue();
        }

        string subtasks = string.Join(", ", failure.Subtasks.Select(job.Topology.NameOf));

        // Of several that failed at once the line can be of none; each has one of its own, in the log of its node.
        ILoggingAdapter about = failure.Subtasks is [SubtaskId one] ? log.OfSubtask(one, protocol.Job.AttemptOf(one), job.Graph) : log;
        about.OfFailure(failure.Cause).Warning(
            "Job {0}: failure {1}{2}: {3} — {4}",
            job.JobId, failure.Number, subtasks.Length > 0 ? $" in {subtasks}" : "", failure.Cause.Message, failure.Decision);
        watchers.Tell(new JobNews.Failed(job.JobId, failure, subtasks));
    }

    private void NoteRecovery(RecoveryEntry recovery)
    {
        _status = _status with
        {
            Restarts = _status.Restarts + 1,
            LongestRecovery = recovery.Total > _status.LongestRecovery ? recovery.Total : _status.LongestRecovery,
        };
        log.OfAttempt(recovery.Attempt).OfCheckpoint(recovery.RestoredCheckpoint).Info(
            "Job {0}: recovered from failure {1} in {2} ms ({3}), {4}.",
            job.JobId,
            recovery.Number,
            (long)recovery.Total.TotalMilliseconds,
            Parts(recovery),
            recovery.RestoredCheckpoint is { } id ? $"from checkpoint {id}" : "without state: no checkpoint had completed");
        watchers.Tell(new JobNews.Recovered(job.JobId, recovery));
    }

    private static string Parts(RecoveryEntry recovery) => string.Create(
        CultureInfo.InvariantCulture,
        $"stop {recovery.Stop.TotalMilliseconds:F0}, slots {recovery.Acquire.TotalMilliseconds:F0}, select {recovery.Select.TotalMilliseconds:F0}, deploy {recovery.Deploy.TotalMilliseconds:F0}, restore {recovery.Restore.TotalMilliseconds:F0}");

    public JobStatus Current(JobProtocol protocol)
    {
        int running = 0;
        foreach (SubtaskId subtask in job.Topology.Subtasks)
        {
            if (protocol.Job.StatusOf(subtask) is SubtaskStatus.Running or SubtaskStatus.DataFinished or SubtaskStatus.Finished)
            {
                running++;
            }
        }

        return _status with
        {
            State = protocol.Job.State,
            LackingSlots = protocol.Job.LackingSlots,
            Uptime = clock.Now - _started,
            RecordsRead = _recordsRead,
            RecordsExchanged = _recordsExchanged,
            SubtasksRunning = running,
        };
    }
}
