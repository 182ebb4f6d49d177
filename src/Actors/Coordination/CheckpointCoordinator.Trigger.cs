namespace Weir.Actors.Coordination;

/// <content>When a checkpoint begins.</content>
internal sealed partial class CheckpointCoordinator
{
    private void OnTriggerRequested(TriggerRequested requested)
    {
        if (_requests.Count >= MaximumQueuedRequests)
        {
            Answer([requested.RequestId], null, CheckpointFailureReason.QueueFull, $"{MaximumQueuedRequests} requests are waiting already");
            return;
        }

        if (requested.Savepoint is not { } savepoint)
        {
            _requests.Add(requested.RequestId);
        }
        else if (!TryEnqueue(requested.RequestId, savepoint))
        {
            return;
        }

        switch (_phase)
        {
            case Phase.Active: TryTrigger(); break;
            case Phase.Idle or Phase.Stopping:
                RefuseRequests(
                    CheckpointFailureReason.NotAllRequiredTasksRunning,
                    _roster.AllRunning ? "the job is about to restart" : _roster.DescribeNotRunning());
                break;
            default: RefuseRequests(CheckpointFailureReason.ShutDown, "the job is over"); break;
        }
    }

    private void OnTimer(TimerFired fired)
    {
        var timer = fired.Timer;
        switch (timer.Kind)
        {
            case CoordinatorTimerKind.Periodic when _phase == Phase.Active:
                _isPeriodicDue = true;
                TryTrigger();
                break;
            case CoordinatorTimerKind.FinalRetry when _phase == Phase.Active:
                _isFinalRetryWaiting = false;
                TryTrigger();
                break;
            case CoordinatorTimerKind.FinalReminder when _phase == Phase.Active && _finalId is { } finalId:
                _effects.Add(new NotifyComplete(finalId, IsFinal: true, _roster.AliveNotFinished()));
                _effects.Add(new Schedule(timer, FinalReminderDelay));
                break;
            case CoordinatorTimerKind.Expiry when _pending.TryGetValue(timer.CheckpointId, out var pending):
                Expire(pending, fired.Activities);
                break;
            default:
                OnSavepointTimer(timer);
                break;
        }
    }

    // The one place where checkpoints begin. Called whenever something may have made one possible.
    private void TryTrigger()
    {
        if (_phase != Phase.Active || _isRestartAwaited || _pending.Values.Any(pending => pending.Phase < PendingPhase.Collecting))
        {
            return;
        }

        if (IsStopping)
        {
            TryTriggerStop();
        }
        else if (_roster.AllDataFinished)
        {
            TryTriggerFinal();
        }
        else if (_requests.HasSavepoint)
        {
            TryTriggerSavepoint();
        }
        else if (_requests.HasCheckpoint)
        {
            TryTriggerManual();
        }
        else if (_isPeriodicDue)
        {
            TryTriggerPeriodic();
        }
    }

    // The last data has been read: nothing is gained by waiting, whatever interval and pause say.
    private void TryTriggerFinal()
    {
        _isPeriodicDue = false;
        Answer(_requests.TakeSavepoints(), null, CheckpointFailureReason.EndOfInput, "all data has been read: the job finishes by itself");
        if (_finalId is not null)
        {
            RefuseRequests(CheckpointFailureReason.EndOfInput, "the final checkpoint has been taken");
        }
        else if (_pending.Values.FirstOrDefault(pending => pending.Kind == CheckpointKind.Final) is { } final)
        {
            final.Requests.AddRange(_requests.TakeCheckpoints());
        }
        else if (!_isFinalRetryWaiting)
        {
            _effects.Add(new CancelTimer(new(CoordinatorTimerKind.Periodic)));
            Begin(CheckpointKind.Final, _requests.TakeCheckpoints());
        }
    }

    private void TryTriggerManual()
    {
        if (!_roster.AllRunning)
        {
            RefuseRequests(CheckpointFailureReason.NotAllRequiredTasksRunning, _roster.DescribeNotRunning());
        }
        else if (PendingCheckpoints < _configuration.MaximumConcurrent)
        {
            Begin(CheckpointKind.Manual, _requests.TakeCheckpoints());
        }
    }

    private void TryTriggerPeriodic()
    {
        // It stays due, and begins when a pending one has ended; further ones fall together with it.
        if (PendingCheckpoints >= _configuration.MaximumConcurrent)
        {
            return;
        }

        _isPeriodicDue = false;
        var pause = _lastEnded is { } ended ? ended + _configuration.MinimumPause - _now : TimeSpan.Zero;
        if (pause > TimeSpan.Zero)
        {
            SchedulePeriodic(pause);
            _isResting = true;
        }
        else if (!_roster.AllRunning)
        {
            _effects.Add(new ReportFailed(
                null, CheckpointKind.Periodic, CheckpointFailureReason.NotAllRequiredTasksRunning, _roster.DescribeNotRunning()));
            SchedulePeriodic(_configuration.Interval!.Value);
        }
        else
        {
            SchedulePeriodic(_configuration.Interval!.Value);
            Begin(CheckpointKind.Periodic, []);
        }
    }

    private void Begin(CheckpointKind kind, IReadOnlyList<long> requests, SavepointTarget? savepoint = null)
    {
        var pending = new PendingCheckpoint(_topology, _nextId++, kind, requests, _now, savepoint);
        _pending.Add(pending.Id, pending);
        _effects.Add(new TakeCheckpointId(pending.Id));
        _effects.Add(new Schedule(new(CoordinatorTimerKind.Expiry, pending.Id), _configuration.Timeout));
    }

    private void OnIdRecorded(long checkpointId)
    {
        _highestTaken = Math.Max(_highestTaken, checkpointId);
        if (_pending.TryGetValue(checkpointId, out var pending) && pending.Phase == PendingPhase.Taking)
        {
            pending.Phase = PendingPhase.Locating;
            _effects.Add(new CreateStorageLocation(checkpointId, pending.Savepoint));
        }
    }

    private void OnLocationReady(LocationReady ready)
    {
        if (!_pending.TryGetValue(ready.CheckpointId, out var pending) || pending.Phase != PendingPhase.Locating)
        {
            // Given up meanwhile, and what was deleted then may have been created only now.
            if (pending is null && !_completed.Knows(ready.CheckpointId))
            {
                _effects.Add(new DiscardPending(ready.CheckpointId, [], ready.Location));
            }

            return;
        }

        pending.Location = ready.Location;

        // Time has passed since the checks.
        if (!_roster.AllRunning)
        {
            Abort(pending, CheckpointFailureReason.NotAllRequiredTasksRunning, _roster.DescribeNotRunning());
            TryTrigger();
            return;
        }

        if (_roster.AllDataFinished && pending.Savepoint is null)
        {
            pending.Kind = CheckpointKind.Final;
        }

        pending.Phase = PendingPhase.Collecting;
        pending.Triggered = _now;

        // A savepoint's barrier keeps its place among the records; one that went past it would void it.
        pending.MayOvertake = _configuration.Unaligned
            && (pending.Kind is CheckpointKind.Periodic or CheckpointKind.Manual)
            && _pending.Values.All(other => other == pending || other.Phase != PendingPhase.Collecting || other.Savepoint is null);
        pending.IncrementalBase = _configuration.Incremental && pending.Savepoint is null ? _completed.IncrementalBase : null;
        _effects.Add(new ReportTriggered(pending.Id, pending.Kind));
        _effects.Add(new SnapshotEnumerators(pending.Id));
        _effects.Add(new TriggerSources(pending.Id, _now, pending.Options, _roster.Sources()));
        TryTrigger();
    }

    private void OnLocationFailed(LocationFailed failed)
    {
        if (_pending.TryGetValue(failed.CheckpointId, out var pending) && pending.Phase == PendingPhase.Locating)
        {
            Abort(pending, CheckpointFailureReason.Io, $"its storage location could not be created: {failed.Cause.Message}");
            TryTrigger();
        }
    }

    private void SchedulePeriodic(TimeSpan delay)
    {
        _isResting = false;
        _periodicAt = _now + delay;
        _effects.Add(new Schedule(new(CoordinatorTimerKind.Periodic), delay));
    }

    private void RefuseRequests(CheckpointFailureReason reason, string message)
    {
        Answer(_requests.TakeSavepoints(), null, reason, message);
        Answer(_requests.TakeCheckpoints(), null, reason, message);
    }

    private void Answer(
        IReadOnlyList<long> requests, long? completedId, CheckpointFailureReason? reason, string message, string? location = null)
    {
        foreach (var request in requests)
        {
            // 0: nobody outside waits for an automatic savepoint.
            if (request != 0)
            {
                _effects.Add(new AnswerRequest(request, completedId, reason, message, location));
            }
        }
    }
}
