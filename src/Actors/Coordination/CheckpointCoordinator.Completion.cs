using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <content>How a checkpoint ends.</content>
internal sealed partial class CheckpointCoordinator
{
    private void OnEnumerators(EnumeratorsSnapshotted snapshotted)
    {
        if (_pending.TryGetValue(snapshotted.CheckpointId, out var pending) && pending.Phase == PendingPhase.Collecting)
        {
            pending.Enumerators ??= snapshotted.Snapshot;
            WriteIfComplete(pending);
        }
    }

    private void OnEnumeratorsFailed(EnumeratorsFailed failed)
    {
        if (_pending.TryGetValue(failed.CheckpointId, out var pending) && pending.Phase == PendingPhase.Collecting)
        {
            Abort(pending, CheckpointFailureReason.Declined, $"a split enumerator could not be snapshotted: {failed.Cause}", failed.Cause);
            TryTrigger();
        }
    }

    private void OnAcknowledged(SnapshotAcknowledged acknowledged)
    {
        if (!IsForThisJob(acknowledged.JobId, "acknowledgement", acknowledged.CheckpointId))
        {
            return;
        }

        var isPending = _pending.TryGetValue(acknowledged.CheckpointId, out var pending);

        // A message that came twice: its files belong to a checkpoint that needs them.
        if (_completed.Knows(acknowledged.CheckpointId) || _savepoints.Contains(acknowledged.CheckpointId) || (isPending && pending!.HasAcknowledged(acknowledged.Subtask)))
        {
            return;
        }

        if (!isPending || pending!.Phase != PendingPhase.Collecting || !_roster.IsCurrent(acknowledged.Subtask, acknowledged.Attempt))
        {
            _effects.Add(new DiscardSnapshot(acknowledged.CheckpointId, acknowledged.Subtask, acknowledged.Snapshot));
            return;
        }

        var snapshot = new AcknowledgedSnapshot(
            acknowledged.Subtask, acknowledged.Attempt, acknowledged.Snapshot, acknowledged.Metrics, _now - pending.Triggered);
        pending.Acknowledge(snapshot);
        _effects.Add(new ReportAcknowledged(pending.Id, snapshot));
        WriteIfComplete(pending);
    }

    private void OnDeclined(SnapshotDeclined declined)
    {
        if (!IsForThisJob(declined.JobId, "decline", declined.CheckpointId)
            || !_pending.TryGetValue(declined.CheckpointId, out var pending)
            || pending.Phase != PendingPhase.Collecting
            || !_roster.IsCurrent(declined.Subtask, declined.Attempt))
        {
            return;
        }

        var cause = declined.Cause is null ? "" : $": {declined.Cause}";
        Abort(
            pending,
            CheckpointFailureReasons.Of(declined.Reason),
            $"{_topology.NameOf(declined.Subtask)} declined it ({declined.Reason}){cause}",
            declined.Cause);
        TryTrigger();
    }

    private void WriteIfComplete(PendingCheckpoint pending)
    {
        if (!pending.IsComplete)
        {
            return;
        }

        pending.Phase = PendingPhase.Writing;
        _effects.Add(new WriteMetadata(
            pending.Id, pending.Triggered, pending.Options, pending.Acknowledged(), pending.Enumerators!));
    }

    private void OnMetadataWritten(MetadataWritten written)
    {
        if (_pending.TryGetValue(written.CheckpointId, out var pending) && pending.Phase == PendingPhase.Writing)
        {
            if (pending.Savepoint is { Stops: false })
            {
                // The job has no use for it.
                CompleteSavepoint(pending);
                Continue();
                return;
            }

            pending.Phase = PendingPhase.Recording;
            _effects.Add(new RecordCompleted(pending.Id, StopOf(pending)));
        }
    }

    private void OnMetadataFailed(MetadataFailed failed)
    {
        if (_pending.TryGetValue(failed.CheckpointId, out var pending) && pending.Phase == PendingPhase.Writing)
        {
            Abort(pending, CheckpointFailureReason.Finalize, $"its metadata could not be written: {failed.Cause}", failed.Cause);
            Continue();
        }
    }

    // It may be complete. It counts as failed, and nobody commits; but it stays in the storage until a newer one is
    // complete, or until a restore has looked.
    private void OnUnknown(long checkpointId, PendingPhase phase, FailureCause cause)
    {
        if (_pending.TryGetValue(checkpointId, out var pending) && pending.Phase == phase)
        {
            var isOlder = checkpointId < _completed.Latest;
            if (pending.Savepoint is not null)
            {
                _savepoints.Add(checkpointId);
            }
            else if (!isOlder)
            {
                _completed.AddUnresolved(checkpointId);
            }

            Abort(
                pending,
                CheckpointFailureReason.Finalize,
                $"it is not known whether its {(phase == PendingPhase.Writing ? "metadata was written" : "completion was recorded")}: {cause}",
                cause,
                discard: isOlder && pending.Savepoint is null);
            Continue();
        }
    }

    private void OnRecorded(CompletionRecorded recorded)
    {
        if (_pending.TryGetValue(recorded.CheckpointId, out var pending) && pending.Phase == PendingPhase.Recording)
        {
            if (pending.Savepoint is null)
            {
                Complete(pending);
            }
            else
            {
                CompleteSavepoint(pending);
            }

            Continue();
        }
    }

    private void Complete(PendingCheckpoint completed)
    {
        End(completed);
        NotePassed(completed.Id);
        var isLatest = completed.Id > _completed.Latest;
        var dropped = _completed.Add(completed.Id);
        _failures.Succeeded(completed.Id);
        _effects.Add(new ReportCompleted(completed.Id, completed.Kind, _now - completed.Begun, completed.BytesWritten) { StateBytes = completed.StateBytes });
        if (isLatest)
        {
            foreach (var older in _pending.Values.Where(pending => pending.Id < completed.Id && pending.Savepoint is null && !pending.IsFinalizing).ToList())
            {
                Abort(older, CheckpointFailureReason.Subsumed, $"checkpoint {completed.Id} is complete");
            }

            var isFinal = completed.Kind == CheckpointKind.Final && _roster.AllDataFinished;
            _effects.Add(new NotifyComplete(completed.Id, isFinal, _roster.Alive()));
            if (isFinal && _phase == Phase.Active)
            {
                _finalId = completed.Id;
                _effects.Add(new Schedule(new(CoordinatorTimerKind.FinalReminder), FinalReminderDelay));
            }
        }

        Drop(dropped);
        Answer(completed.Requests, completed.Id, null, "completed");
    }

    private void Expire(PendingCheckpoint pending, IReadOnlyDictionary<SubtaskId, SubtaskActivity>? activities)
    {
        var message = pending.Phase switch
        {
            PendingPhase.Taking => "its id has not been recorded",
            PendingPhase.Locating => "its storage location has not been created",
            PendingPhase.Collecting => DescribeMissing(pending, activities),
            _ => "its metadata is being written; the storage has not answered",
        };
        message = $"not complete after {_configuration.Timeout}: {message}";
        if (pending.IsFinalizing)
        {
            // Only the storage can end it now; but that it does not is worth knowing.
            _effects.Add(new ReportFailed(pending.Id, pending.Kind, CheckpointFailureReason.Expired, message, IsOver: false));
            Count(pending, CheckpointFailureReason.Expired, message, null);
        }
        else
        {
            Abort(pending, CheckpointFailureReason.Expired, message);
            TryTrigger();
        }
    }

    private string DescribeMissing(PendingCheckpoint pending, IReadOnlyDictionary<SubtaskId, SubtaskActivity>? activities)
    {
        var missing = pending.Missing();
        return missing.Count == 0
            ? "the split enumerators' state has not come in"
            : $"{missing.Count} of {_topology.Subtasks.Count} subtasks have not acknowledged: "
                + (activities is null ? _roster.Names(missing) : ExpiryDiagnosis.Of(pending.Id, _topology, missing, activities));
    }

    private void Abort(
        PendingCheckpoint pending, CheckpointFailureReason reason, string message, FailureCause? cause = null, bool discard = true)
    {
        End(pending);
        _effects.Add(new ReportFailed(pending.Id, pending.Kind, reason, message));
        if (pending.Phase >= PendingPhase.Collecting)
        {
            _aborted.Add(pending.Id);
            _effects.Add(new NotifyAborted(pending.Id, _completed.Latest, _roster.Alive()));
        }

        if (discard && pending.Phase >= PendingPhase.Locating)
        {
            _effects.Add(new DiscardPending(pending.Id, pending.Acknowledged(), pending.Location));
        }

        Answer(pending.Requests, null, reason, message);
        if (pending.Savepoint is not null)
        {
            OnSavepointAborted(pending, message);
            return;
        }

        if (pending.Kind == CheckpointKind.Final && _phase == Phase.Active)
        {
            _isFinalRetryWaiting = true;
            _effects.Add(new Schedule(new(CoordinatorTimerKind.FinalRetry), FinalRetryDelay));
        }

        Count(pending, reason, message, cause);
    }

    private void End(PendingCheckpoint pending)
    {
        _pending.Remove(pending.Id);
        _effects.Add(new CancelTimer(new(CoordinatorTimerKind.Expiry, pending.Id)));
        if (pending.Savepoint is null)
        {
            _lastEnded = _now;
        }
    }

    private void Count(PendingCheckpoint pending, CheckpointFailureReason reason, string message, FailureCause? cause)
    {
        if (pending.Savepoint is null && _failures.Exceeds(pending, reason) && _phase == Phase.Active)
        {
            _effects.Add(new FailJob(new FailureCause(
                cause?.Type ?? "CheckpointFailure",
                $"Checkpoint {pending.Id} failed ({reason.Text()}), one more than the {_configuration.TolerableFailures} "
                + $"consecutive failures that weir.checkpointing.tolerable-failures allows: {message}",
                cause?.Detail,
                _now)));
        }
    }

    // After a finalizing checkpoint has ended: the next, or the end of the wait.
    private void Continue()
    {
        if (_phase == Phase.Active)
        {
            TryTrigger();
        }
        else
        {
            SettleIfQuiet();
        }
    }

    private bool IsForThisJob(string jobId, string what, long checkpointId)
    {
        if (jobId == _jobId)
        {
            return true;
        }

        _effects.Add(new ReportRefused($"The {what} of checkpoint {checkpointId} is of job {jobId}; this coordinator is of job {_jobId}."));
        return false;
    }
}
