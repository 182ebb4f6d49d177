using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>Recovery: permit, snapshot, events, RecoveryCompleted. Commands wait in the internal stash meanwhile.</summary>
public abstract partial class Eventsourced
{
    private Action<Receive, object> _state;
    private ICancelable _recoveryTimer;
    private bool _sawEvent;
    private bool _hasPermit;

    /// <summary>After a failed recovery, before the actor is stopped.</summary>
    /// <param name="message">The event that could not be handled; null where it was not one.</param>
    protected virtual void OnRecoveryFailure(Exception reason, object message = null)
    {
        if (message is null)
            Log.Error(reason, "Persistence failure when replaying events for persistenceId [{0}]. Last known sequence number [{1}]", PersistenceId, LastSequenceNr);
        else
            Log.Error(reason, "Exception in ReceiveRecover when replaying event type [{0}] with sequence number [{1}] for persistenceId [{2}]", message.GetType(), LastSequenceNr, PersistenceId);
    }

    /// <summary>After the last event, before <see cref="RecoveryCompleted"/>.</summary>
    protected virtual void OnReplaySuccess()
    {
    }

    private void WaitingForPermit(Receive receive, object message)
    {
        if (message is not RecoveryPermitGranted)
        {
            _internalStash.Stash();
            return;
        }

        _hasPermit = true;
        var recovery = Recovery;
        var timeout = Extension.RecoveryEventTimeout(JournalPluginId);
        _recoveryTimer = Context.System.Scheduler.ScheduleTellOnceCancelable(timeout, Self, new RecoveryTick(snapshot: true), Self);
        _state = LoadingSnapshot(recovery, timeout);
        LoadSnapshot(SnapshotterId, recovery.FromSnapshot, recovery.ToSequenceNr);
    }

    private Action<Receive, object> LoadingSnapshot(Recovery recovery, TimeSpan timeout) => (_, message) =>
    {
        switch (message)
        {
            case LoadSnapshotResult result:
                _recoveryTimer.Cancel();
                if (result.Snapshot is { } snapshot)
                    Offer(snapshot);
                StartReplay(recovery, result.ToSequenceNr, timeout);
                break;
            case LoadSnapshotFailed failed:
                FailRecovery(failed.Cause, null);
                break;
            case RecoveryTick { Snapshot: true }:
                FailRecovery(new RecoveryTimedOutException($"Recovery timed out, didn't get snapshot within {timeout.TotalSeconds}s."), null);
                break;
            default:
                _internalStash.Stash();
                break;
        }
    };

    private void Offer(SelectedSnapshot snapshot)
    {
        var offer = new SnapshotOffer(snapshot.Metadata, snapshot.Snapshot);
        _sequenceNr = LastSequenceNr = snapshot.Metadata.SequenceNr;
        try
        {
            base.AroundReceive(ReceiveRecover, offer);
        }
        catch
        {
            ReturnPermit();
            throw;
        }
    }

    private void StartReplay(Recovery recovery, long toSequenceNr, TimeSpan timeout)
    {
        _sawEvent = false;
        _recoveryTimer = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(timeout, timeout, Self, new RecoveryTick(snapshot: false), Self);
        _state = Replaying(timeout);
        Journal.Tell(new ReplayMessages(LastSequenceNr + 1, toSequenceNr, recovery.ReplayMax, PersistenceId, Self), Self);
    }

    private Action<Receive, object> Replaying(TimeSpan timeout) => (_, message) =>
    {
        switch (message)
        {
            case ReplayedMessage replayed:
                Replay(replayed.Persistent);
                break;
            case RecoverySuccess success:
                CompleteRecovery(success.HighestSequenceNr);
                break;
            case ReplayMessagesFailure failure:
                FailRecovery(failure.Cause, null);
                break;
            case RecoveryTick { Snapshot: false } when !_sawEvent:
                FailRecovery(
                    new RecoveryTimedOutException(
                        $"Recovery timed out, didn't get event within {timeout.TotalSeconds}s, highest sequence number seen {LastSequenceNr}."),
                    null);
                break;
            case RecoveryTick tick:
                _sawEvent &= tick.Snapshot;
                break;
            default:
                _internalStash.Stash();
                break;
        }
    };

    private void Replay(IPersistentRepresentation persistent)
    {
        _sawEvent = true;
        UpdateLastSequenceNr(persistent);
        try
        {
            base.AroundReceive(ReceiveRecover, persistent.Payload);
        }
        catch (Exception exception)
        {
            FailRecovery(exception, persistent.Payload);
        }
    }

    private void CompleteRecovery(long highestSequenceNr)
    {
        StopWaitingForRecovery();
        OnReplaySuccess();
        _sequenceNr = LastSequenceNr = highestSequenceNr;
        IsRecovering = false;
        try
        {
            // Its handler may persist already.
            base.AroundReceive(ReceiveRecover, RecoveryCompleted.Instance);
        }
        finally
        {
            FlushBatch();
            _state = _pendingStashing > 0 ? PersistingEvents : ProcessingCommands;
            if (_pendingStashing == 0)
                _internalStash.UnstashAll();
            ReturnPermit();
        }
    }

    private void FailRecovery(Exception cause, object @event)
    {
        StopWaitingForRecovery();
        try
        {
            OnRecoveryFailure(cause, @event);
        }
        finally
        {
            Context.Stop(Self);
            ReturnPermit();
        }
    }

    private void StopWaitingForRecovery() => _recoveryTimer?.Cancel();

    private void ReturnPermit()
    {
        if (!_hasPermit)
            return;
        _hasPermit = false;
        Extension.RecoveryPermitter.Tell(ReturnRecoveryPermit.Instance, Self);
    }
}
