using System.Collections.Immutable;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Persistence;

/// <summary>
/// Persisting: events of one command go to the journal when its handler is done, one batch at a time; their handlers run
/// in order as the answers come. After Persist and PersistAll commands wait in the internal stash until then.
/// </summary>
public abstract partial class Eventsourced
{
    private readonly LinkedList<IPendingHandlerInvocation> _pending = [];
    private readonly List<IPersistentEnvelope> _eventBatch = [];
    private List<IPersistentEnvelope> _journalBatch = [];
    private int _pendingStashing;
    private bool _isWriting;
    private bool _isRunningTask;

    public void Persist<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        RefuseDuringRecovery();
        _pendingStashing++;
        _pending.AddLast(new StashingHandlerInvocation(@event, payload => handler((TEvent)payload)));
        _eventBatch.Add(new AtomicWrite(Represent(@event)));
    }

    public void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
    {
        RefuseDuringRecovery();
        AddAll(events, handler, stashing: true);
    }

    public void PersistAsync<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        RefuseDuringRecovery();
        _pending.AddLast(new AsyncHandlerInvocation(@event, payload => handler((TEvent)payload)));
        _eventBatch.Add(new AtomicWrite(Represent(@event)));
    }

    public void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
    {
        RefuseDuringRecovery();
        AddAll(events, handler, stashing: false);
    }

    /// <summary>Runs the handler after those of all events that were persisted before it.</summary>
    public void DeferAsync<TEvent>(TEvent evt, Action<TEvent> handler)
    {
        RefuseDuringRecovery();
        if (_pending.Count == 0)
        {
            handler(evt);
            return;
        }

        _pending.AddLast(new AsyncHandlerInvocation(evt, payload => handler((TEvent)payload)));
        _eventBatch.Add(new NonPersistentMessage(evt, Sender));
    }

    /// <summary>After an event may not have been written. The actor is stopped afterwards: it can't know its state any more.</summary>
    protected virtual void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Log.Error(cause, "Failed to persist event type [{0}] with sequence number [{1}] for persistenceId [{2}].", @event.GetType(), sequenceNr, PersistenceId);

    /// <summary>After an event was not written because the journal can't take it. The actor goes on; the event's handler does not run.</summary>
    protected virtual void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        Log.Error(cause, "Rejected to persist event type [{0}] with sequence number [{1}] for persistenceId [{2}] due to [{3}].", @event.GetType(), sequenceNr, PersistenceId, cause.Message);

    /// <summary>Runs a task as part of the handling of the current command.</summary>
    protected void RunTask(Func<Task> action)
    {
        if (_isRunningTask)
            throw new NotSupportedException("RunTask calls cannot be nested");
        _isRunningTask = true;
        ActorTaskScheduler.RunTask(async () =>
        {
            var failed = true;
            try
            {
                await action();
                failed = false;
            }
            finally
            {
                _isRunningTask = false;
                CommandHandled(failed);
            }
        });
    }

    private void ProcessingCommands(Receive receive, object message)
    {
        if (TryHandleAnswer(message, PopPending))
            return;
        var failed = true;
        try
        {
            base.AroundReceive(receive, message);
            failed = false;
        }
        finally
        {
            CommandHandled(failed);
        }
    }

    private void PersistingEvents(Receive receive, object message)
    {
        if (!TryHandleAnswer(message, PopPendingAndGoOn))
            _internalStash.Stash();
    }

    private void CommandHandled(bool failed)
    {
        FlushBatch();
        if (_isRunningTask)
            return;
        if (_pendingStashing > 0)
            _state = PersistingEvents;
        else
            UnstashInternally(all: failed);
    }

    private void PopPending(bool failed)
    {
        _pending.RemoveFirst();
        UnstashInternally(all: failed);
    }

    private void PopPendingAndGoOn(bool failed)
    {
        var first = _pending.First.Value;
        _pending.RemoveFirst();
        if (first is StashingHandlerInvocation)
            _pendingStashing--;
        if (_pendingStashing > 0)
            return;
        _state = ProcessingCommands;
        UnstashInternally(all: failed);
    }

    private bool TryHandleAnswer(object message, Action<bool> done)
    {
        switch (message)
        {
            case WriteMessageSuccess written:
                if (written.ActorInstanceId == _instanceId)
                {
                    UpdateLastSequenceNr(written.Persistent);
                    Handle(written.Persistent.Payload, done);
                }

                return true;
            case LoopMessageSuccess looped:
                if (looped.ActorInstanceId == _instanceId)
                    Handle(looped.Message, done);
                return true;
            case WriteMessageRejected rejected:
                if (rejected.ActorInstanceId == _instanceId)
                {
                    UpdateLastSequenceNr(rejected.Persistent);
                    done(false);
                    OnPersistRejected(rejected.Cause, rejected.Persistent.Payload, rejected.Persistent.SequenceNr);
                }

                return true;
            case WriteMessageFailure failure:
                if (failure.ActorInstanceId == _instanceId)
                {
                    done(false);
                    Fail(failure);
                }

                return true;
            case WriteMessagesSuccessful:
                _isWriting = false;
                FlushJournalBatch();
                return true;
            case WriteMessagesFailed:
                // The failures of its events follow, and the first of them stops the actor.
                _isWriting = false;
                return true;
            case RecoveryTick:
                return true;
            default:
                return false;
        }
    }

    private void Handle(object payload, Action<bool> done)
    {
        var failed = true;
        try
        {
            _pending.First.Value.Handler(payload);
            failed = false;
        }
        finally
        {
            FlushBatch();
            done(failed);
        }
    }

    private void Fail(WriteMessageFailure failure)
    {
        try
        {
            OnPersistFailure(failure.Cause, failure.Persistent.Payload, failure.Persistent.SequenceNr);
        }
        finally
        {
            Context.Stop(Self);
        }
    }

    private void AddAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler, bool stashing)
    {
        var written = ImmutableList.CreateBuilder<IPersistentRepresentation>();
        foreach (var each in events ?? [])
        {
            Action<object> invoke = payload => handler((TEvent)payload);
            _pending.AddLast(stashing ? new StashingHandlerInvocation(each, invoke) : new AsyncHandlerInvocation(each, invoke));
            written.Add(Represent(each));
        }

        if (written.Count == 0)
            return;
        if (stashing)
            _pendingStashing += written.Count;
        _eventBatch.Add(new AtomicWrite(written.ToImmutable()));
    }

    private Persistent Represent(object @event) =>
        new(@event, ++_sequenceNr, PersistenceId, sender: Sender, writerGuid: _writerGuid);

    private void FlushBatch()
    {
        foreach (var envelope in _eventBatch)
        {
            if (_journalBatch.Count >= Extension.MaxMessageBatchSize(JournalPluginId))
                FlushJournalBatch();
            _journalBatch.Add(envelope);
        }

        _eventBatch.Clear();
        FlushJournalBatch();
    }

    private void FlushJournalBatch()
    {
        if (_isWriting || _journalBatch.Count == 0)
            return;
        _isWriting = true;
        Journal.Tell(new WriteMessages(_journalBatch, Self, _instanceId), Self);
        _journalBatch = [];
    }

    private void RefuseDuringRecovery()
    {
        if (IsRecovering)
            throw new InvalidOperationException("Cannot persist during replay. Events can be persisted when receiving RecoveryCompleted or later.");
    }
}
