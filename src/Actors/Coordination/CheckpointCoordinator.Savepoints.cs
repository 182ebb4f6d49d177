using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <content>
/// Savepoints, and stopping with one. A stop goes through these steps. Suspend: barriers behind which every subtask
/// stands still. Drain: the sources end their data, and when all subtasks have come to its end, barriers. Then, both:
/// the metadata is written; the stop is recorded, and from here on there is no way back; subtasks commit what they had
/// prepared, and report finished. Until it is recorded, whatever fails ends the stop and not the job.
/// </content>
internal sealed partial class CheckpointCoordinator
{
    /// <summary>How often sources that have not ended their data are told again to.</summary>
    public static readonly TimeSpan DrainReminderDelay = TimeSpan.FromSeconds(1);

    /// <summary>How often subtasks are told that an aborted savepoint holds them no longer: they cannot be heard to know it.</summary>
    public static readonly TimeSpan ResumeReminderDelay = TimeSpan.FromSeconds(2);

    private int PendingCheckpoints => _pending.Values.Count(pending => pending.Savepoint is null);

    /// <summary>The job is being stopped with a savepoint, or has been.</summary>
    public bool IsStopping => Stop is not null || _draining is not null || _pending.Values.Any(pending => pending.Stops);

    private bool TryEnqueue(long requestId, SavepointTarget savepoint)
    {
        var directory = savepoint.Directory.Length > 0 ? savepoint.Directory : _configuration.SavepointDirectory ?? "";
        if (directory.Length == 0)
        {
            Answer(
                [requestId],
                null,
                CheckpointFailureReason.NoSavepointDirectory,
                "no folder is given for the savepoint, and weir.checkpointing.savepoint.dir is not set");
            return false;
        }

        if (savepoint.Stops && (IsStopping || _requests.HasStop))
        {
            Answer([requestId], null, CheckpointFailureReason.StopInProgress, "the job is being stopped with a savepoint already");
            return false;
        }

        _requests.Add(new SavepointRequest(requestId, savepoint with { Directory = directory }));
        return true;
    }

    private void TryTriggerSavepoint()
    {
        var request = _requests.TakeSavepoint();
        if (!_roster.AllRunning)
        {
            Answer([request.RequestId], null, CheckpointFailureReason.NotAllRequiredTasksRunning, _roster.DescribeNotRunning());
            TryTrigger();
        }
        else if (request.Target.Stop == StopMode.Drain)
        {
            // A checkpoint that began now would have windows fired by an end of time that is none if the drain fails.
            _draining = request;
            RemindOfDrain();
        }
        else
        {
            Begin(CheckpointKind.Savepoint, [request.RequestId], request.Target);
        }
    }

    // Nothing else begins while the job is being stopped, nor ever after.
    private void TryTriggerStop()
    {
        if (Stop is { } stop)
        {
            RefuseRequests(CheckpointFailureReason.EndOfInput, $"the job ends with its savepoint {stop.CheckpointId}, at {stop.Directory}");
        }
        else if (_draining is { } request && _roster.AllDataFinished)
        {
            EndDrain();
            Begin(CheckpointKind.Savepoint, [request.RequestId], request.Target);
        }
    }

    private void RemindOfDrain()
    {
        var sources = _roster.SourcesWithData();
        if (sources.Count > 0)
        {
            _effects.Add(new EndSources(sources));
        }

        _effects.Add(new Schedule(new(CoordinatorTimerKind.DrainReminder), DrainReminderDelay));
    }

    private void EndDrain()
    {
        _draining = null;
        _effects.Add(new CancelTimer(new(CoordinatorTimerKind.DrainReminder)));
    }

    private void OnSavepointTimer(CoordinatorTimer timer)
    {
        if (_phase != Phase.Active)
        {
            return;
        }

        switch (timer.Kind)
        {
            case CoordinatorTimerKind.Savepoint when _now < _nextSavepoint:
                ScheduleAutomatic();
                break;
            case CoordinatorTimerKind.Savepoint:
                _nextSavepoint = null;
                ScheduleAutomatic();
                if (!IsStopping && !_requests.HasAutomatic && !_pending.Values.Any(pending => pending.Savepoint is { IsAutomatic: true }))
                {
                    TryEnqueue(0, new SavepointTarget("", IsAutomatic: true));
                    TryTrigger();
                }

                break;
            case CoordinatorTimerKind.DrainReminder when _draining is not null:
                RemindOfAborted();
                RemindOfDrain();
                break;
            case CoordinatorTimerKind.ResumeReminder when _resumed is { } aborted:
                _effects.Add(new NotifyAborted(aborted, _completed.Latest, _roster.Alive()));
                _effects.Add(new Schedule(timer, ResumeReminderDelay));
                break;
        }
    }

    // By the clock, not from the last restart: a job that restarts often is not without savepoints for that.
    private void ScheduleAutomatic()
    {
        _nextSavepoint ??= _configuration.SavepointEvery is { } every ? _now + every : _configuration.SavepointCron?.After(_now);
        if (_nextSavepoint - _now is { } delay)
        {
            // A timer cannot be set to every time of the calendar.
            var wait = delay < CheckpointingConfiguration.LongestTime ? delay : CheckpointingConfiguration.LongestTime;
            _effects.Add(new Schedule(new(CoordinatorTimerKind.Savepoint), wait > TimeSpan.Zero ? wait : TimeSpan.Zero));
        }
    }

    private static RecordedStop? StopOf(PendingCheckpoint pending) =>
        pending.Savepoint is { Stops: true } savepoint
            ? new RecordedStop(pending.Id, pending.Location!, savepoint.Stop == StopMode.Drain)
            : null;

    private void CompleteSavepoint(PendingCheckpoint completed)
    {
        End(completed);
        _savepoints.Add(completed.Id);
        _effects.Add(new ReportCompleted(completed.Id, completed.Kind, _now - completed.Begun, completed.BytesWritten, completed.Location) { StateBytes = completed.StateBytes });
        if (completed.Savepoint is { IsAutomatic: true })
        {
            _effects.Add(new TrimSavepoints(_configuration.SavepointsKept));
        }

        if (StopOf(completed) is { } stop)
        {
            Stop = stop;
            _effects.Add(new CancelTimer(new(CoordinatorTimerKind.Periodic)));
            foreach (var other in _pending.Values.Where(pending => !pending.IsFinalizing).ToList())
            {
                Abort(other, CheckpointFailureReason.EndOfInput, $"the job ends with its savepoint {stop.CheckpointId}");
            }

            if (_phase == Phase.Active)
            {
                CommitStop(stop.CheckpointId);
            }
        }

        Answer(completed.Requests, completed.Id, null, "completed", completed.Location);
    }

    private void CommitStop(long checkpointId)
    {
        _finalId = checkpointId;
        _effects.Add(new NotifyComplete(checkpointId, IsFinal: true, _roster.Alive()));
        _effects.Add(new Schedule(new(CoordinatorTimerKind.FinalReminder), FinalReminderDelay));
    }

    private void OnSavepointAborted(PendingCheckpoint aborted, string message)
    {
        switch (aborted.Savepoint!.Stop)
        {
            case StopMode.Suspend when _phase == Phase.Active && aborted.Phase >= PendingPhase.Collecting:
                _resumed = aborted.Id;
                _effects.Add(new Schedule(new(CoordinatorTimerKind.ResumeReminder), ResumeReminderDelay));
                break;

            // Also when some of the job is being started again: the sources of the rest have ended, too.
            case StopMode.Drain when _phase is Phase.Active or Phase.Stopping:
                _isRestartAwaited = _phase == Phase.Active;
                _effects.Add(new RestartJob($"its sources had ended for the savepoint {aborted.Id}, which was not completed: {message}"));
                break;
        }
    }

    // Where a barrier has passed, no subtask stands still, or waits for earlier ones.
    private void NotePassed(long completedId)
    {
        _aborted.RemoveUpTo(completedId);
        if (_resumed < completedId)
        {
            _resumed = null;
            _effects.Add(new CancelTimer(new(CoordinatorTimerKind.ResumeReminder)));
        }
    }

    private void HaltSavepoints(CheckpointFailureReason reason, string message)
    {
        NotePassed(long.MaxValue);
        if (_configuration.HasAutomaticSavepoints)
        {
            _effects.Add(new CancelTimer(new(CoordinatorTimerKind.Savepoint)));
        }

        if (_draining is { } request)
        {
            EndDrain();
            Answer([request.RequestId], null, reason, message);
            if (_phase == Phase.Stopping)
            {
                _effects.Add(new RestartJob($"its sources had been told to end, and it was not stopped: {message}"));
            }
        }
    }
}
