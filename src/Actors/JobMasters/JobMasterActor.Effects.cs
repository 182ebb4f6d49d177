using Akka.Actor;
using Akka.Event;
using Weir.Actors.Alerts;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Registry;
using Weir.Actors.Slots;

namespace Weir.Actors.JobMasters;

/// <summary>How what the protocol wants is done.</summary>
internal sealed partial class JobMasterActor
{
    private void CarryOut(ProtocolEffect effect)
    {
        switch (effect)
        {
            // Choosing what to restore, and starting from it.
            case FindStart find:
                Then(_storage.FindStartAsync(find.Selection));
                break;
            case VerifyCandidate verify:
                Then(_storage.VerifyAsync(verify));
                break;
            case SetAside aside:
                Then(SetAsideAsync(aside));
                break;
            case AcquireSlots acquire:
                _leader.Tell(new SlotsRequested(_job.JobId, acquire.Request, acquire.Slots, acquire.InUse));
                break;
            case TakeAttempt take:
                Then(RecordAsync(new RegistryFact.AttemptTaken(_job.JobId, take.Attempt.Number)), new AttemptRecorded(take.Attempt));
                break;
            case DeploySubtasks deploy:
                Deploy(deploy);
                break;
            case StopSubtasks stop:
                _subtasks.Stop(stop.Subtasks);
                break;
            case AskSubtasks ask:
                _subtasks.Ask(ask.Subtasks);
                break;
            case SetJobTimer timer:
                Timers.StartSingleTimer(timer.Timer, new Happened(new JobTimerFired(timer.Timer)), timer.Delay);
                break;
            case CancelJobTimer cancel:
                Timers.Cancel(cancel.Timer);
                break;
            case RecordOutcome outcome:
                Then(RecordOutcomeAsync(outcome));
                break;
            case CompleteJob complete:
                Complete(complete);
                break;
            case RefuseRescale refuse:
                _leader.Tell(new RescaleRejected(_job.JobId, refuse.Reason));
                break;
            case HandOver:
                LeaveJob();
                break;

            // Taking a checkpoint.
            case TakeCheckpointId take:
                Then(RecordAsync(new RegistryFact.CheckpointIdTaken(_job.JobId, take.CheckpointId)), new CheckpointIdRecorded(take.CheckpointId));
                break;
            case CreateStorageLocation create:
                Then(_storage.CreateLocationAsync(create.CheckpointId, create.Savepoint));
                break;
            case SnapshotEnumerators snapshot:
                Then(_enumerators.Snapshot(snapshot.CheckpointId));
                break;
            case TriggerSources trigger:
                long? incrementalBase = _storage.Begin(trigger);
                long timestampMs = trigger.Timestamp.ToUnixTimeMilliseconds();
                _subtasks.Send(trigger.Sources, source => new TriggerCheckpoint(
                    source.Attempt,
                    trigger.CheckpointId,
                    timestampMs,
                    _enumerators.AssignmentsTo(source),
                    trigger.Options.Location,
                    trigger.Options.Savepoint?.Stop == StopMode.Suspend,
                    trigger.Options.MayOvertake,
                    incrementalBase,
                    trigger.Options.Savepoint?.Format));
                break;
            case EndSources end:
                _subtasks.Send(end.Sources, source => new EndSource(source.Attempt));
                break;
            case RepeatTriggers repeat:
                _subtasks.RepeatTriggers(repeat.Sources, repeat.CheckpointId);
                break;
            case AskSnapshots ask:
                _subtasks.Send(ask.Subtasks, subtask => new AskSnapshot(subtask.Attempt, ask.CheckpointId));
                break;
            case WriteMetadata write:
                Then(_storage.WriteMetadataAsync(write));
                break;
            case RecordCompleted record:
                Then(
                    RecordAsync(record.Stop is { } recorded
                        ? new RegistryFact.JobStopped(_job.JobId, recorded)
                        : new RegistryFact.CheckpointRecorded(_job.JobId, record.CheckpointId)),
                    new CompletionRecorded(record.CheckpointId));
                break;
            case NotifyComplete complete:
                _subtasks.Send(complete.Subtasks, subtask => new CheckpointCompleted(subtask.Attempt, complete.CheckpointId, complete.IsFinal));
                break;
            case NotifyAborted aborted:
                _subtasks.Send(aborted.Subtasks, subtask => new CheckpointAborted(subtask.Attempt, aborted.CheckpointId, aborted.LatestCompleted));
                break;
            case Schedule schedule:
                Timers.StartSingleTimer(schedule.Timer, new Happened(new TimerFired(schedule.Timer)), schedule.Delay);
                break;
            case CancelTimer cancel:
                Timers.Cancel(cancel.Timer);
                break;
            case AnswerRequest answer:
                Answer(answer);
                break;

            // Storage hygiene.
            case DropCheckpoint drop:
                Tidy(DropAsync(drop.CheckpointId), $"delete checkpoint {drop.CheckpointId}");
                break;
            case DiscardPending discard:
                Tidy(_storage.DiscardAsync(discard), $"delete what the aborted checkpoint {discard.CheckpointId} wrote");
                break;
            case DiscardSnapshot discard:
                Tidy(_storage.DiscardAsync(discard), $"delete what {discard.Subtask} wrote in vain for checkpoint {discard.CheckpointId}");
                break;
            case TrimSavepoints trim:
                Tidy(_storage.TrimSavepointsAsync(trim.Keep), $"delete automatic savepoints but for the newest {trim.Keep}");
                break;
            case SweepStorage sweep:
                Then(_journal.Watch(_storage.SweepAsync(sweep), "delete what earlier attempts left in the checkpoint storage"), new StorageSwept());
                break;
            case ListCandidates:
                throw new InvalidOperationException("A job under a registry restores what is recorded; its storage is not listed.");

            // What only the journal has to know.
            default:
                break;
        }
    }

    private void Answer(AnswerRequest answer)
    {
        if (_requesters.Remove(answer.RequestId, out (IActorRef Requester, bool WantsSavepoint) request))
        {
            string reason = answer.Reason?.Text() ?? "";
            request.Requester.Tell(request.WantsSavepoint
                ? new SavepointAnswer(answer.CompletedId, answer.Location, reason, answer.Message)
                : new CheckpointAnswer(answer.CompletedId, reason, answer.Message));
        }
    }

    private void Deploy(DeploySubtasks deploy)
    {
        foreach (SubtaskId subtask in deploy.Subtasks)
        {
            _subtasks.Deployed(subtask, deploy.Attempt);
            _dossier.NoteDeployed(subtask, deploy.Attempt, _subtasks.NodeOf(subtask));
        }

        RestoredCheckpoint restored;
        try
        {
            restored = _storage.Restored(deploy.RestoreFrom);
        }
        catch (Exception error)
        {
            // The checkpoint and the graph stay as they are, so the next attempt would end here too.
            CannotDeploy(deploy, FailureCause.From(error, _clock.Now, isPermanent: true));
            return;
        }

        if (_enumerators.Reset(deploy.Subtasks, restored) is { } cause)
        {
            CannotDeploy(deploy, cause with { OccurredAt = _clock.Now });
            return;
        }

        if (deploy.RestoreFrom is { } id && restored.Location is { } location)
        {
            _dossier.NoteRestored(id, location.Directory, isSavepoint: restored.IsSavepoint);
        }

        Placement placement = _subtasks.Placement();
        var orders = new List<(IActorRef TaskManager, DeploySubtask Order)>();
        foreach (SubtaskId subtask in deploy.Subtasks)
        {
            SlotPlace place = _subtasks.PlaceOf(subtask);
            var order = new DeploySubtask(
                _job.Epoch,
                place.Id.Registration,
                _job.Blueprint,
                subtask,
                deploy.Attempt,
                placement,
                restored.StateOf(subtask),
                restored.Location,
                Self,
                deploy.IsSuspended ? deploy.RestoreFrom ?? 0 : 0);
            if (_frames.Problem($"The deployment of {_job.Topology.NameOf(subtask)}", order, place.TaskManager) is { } problem)
            {
                // With other settings the job goes on, so it is not given up for good.
                CannotDeploy(deploy, new FailureCause("MessageTooLarge", problem, OccurredAt: _clock.Now));
                return;
            }

            orders.Add((place.TaskManager, order));
        }

        foreach ((IActorRef taskManager, DeploySubtask order) in orders)
        {
            taskManager.Tell(order);
        }
    }

    /// <summary>None of the subtasks was started. A message, since the effects of this step are still being carried out.</summary>
    private void CannotDeploy(DeploySubtasks deploy, FailureCause cause) => Then(new SubtasksLost(
        [.. deploy.Subtasks.Select(subtask => new SubtaskAttempt(subtask, deploy.Attempt))], cause, Random.Shared.NextDouble()));

    /// <summary>An overthrown leader fails at the first step, and does no harm in the storage.</summary>
    private async Task<RestoreEvent> SetAsideAsync(SetAside aside)
    {
        await RecordAsync([.. aside.Skipped.Select(skipped => new RegistryFact.CheckpointDropped(_job.JobId, skipped.CheckpointId))]).ConfigureAwait(false);
        return await _storage.SetAsideAsync(aside.Selection, aside.Skipped).ConfigureAwait(false);
    }

    private async Task DropAsync(long checkpointId)
    {
        await RecordAsync(new RegistryFact.CheckpointDropped(_job.JobId, checkpointId)).ConfigureAwait(false);
        await _storage.DropAsync(checkpointId).ConfigureAwait(false);
    }

    /// <summary>In the registry first: an overthrown leader fails at that, and does not end in the storage what goes on elsewhere.</summary>
    private async Task<JobEvent> RecordOutcomeAsync(RecordOutcome outcome)
    {
        await RecordAsync(new RegistryFact.JobEnded(_job.JobId, outcome.Outcome, outcome.Cause, _clock.Now)).ConfigureAwait(false);
        return new OutcomeRecorded(await _storage.RecordOutcomeAsync(outcome.Outcome, _protocol.Coordinator.Stop).ConfigureAwait(false));
    }

    /// <summary>The leader that recorded the end may not have come to noting it in the storage.</summary>
    private async Task<JobEvent> FindOverAsync(JobFoundOver over)
    {
        FailureCause? problem = await _storage.RecordOutcomeAsync(over.Outcome, _job.Recorded.Stop).ConfigureAwait(false);
        if (problem is not null)
        {
            _log.Warning("Job {0}: {1}", _job.JobId, problem.Message);
        }

        return over;
    }

    private void Complete(CompleteJob complete)
    {
        Timers.Cancel(Messages.ReportStatus.Instance);
        Timers.Cancel(AlertsDue.Instance);
        JobResult result = _journal.Result(complete, _protocol);
        ArchivedJob archived = _dossier.Archive(_protocol);
        Timers.Cancel(JobMasters.KeepHistory.Instance);
        Task kept = _keeper.KeepAtEndAsync();
        Task.WhenAll(kept, CleanUpAsync()).PipeTo(_leader, Self, success: () => new JobOver(_job.JobId, result, archived));
    }

    /// <summary>What the job leaves behind is what its kept checkpoints name, and nothing else.</summary>
    private async Task CleanUpAsync()
    {
        await _tidying.ConfigureAwait(false);
        await _journal.Watch(_storage.RemoveAbandonedOutputAsync(), "remove output that was prepared and never committed").ConfigureAwait(false);
    }

    /// <summary>Nobody waits for a deletion, but the job is not over before it is done.</summary>
    private void Tidy(Task deletion, string what) => _tidying = Task.WhenAll(_tidying, _journal.Watch(deletion, what));
}
