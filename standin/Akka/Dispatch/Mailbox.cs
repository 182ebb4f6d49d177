using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// An actor's messages and the turn that handles them. The status holds, from the lowest bit: closed, scheduled, waiting
/// for an asynchronous handler; above them, how often the mailbox was suspended.
/// </summary>
public class Mailbox : IRunnable
{
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int AwaitingTask = 4;
    private const int SuspendUnit = 8;
    private const int HoldsUserMessages = ~Scheduled;

    private int _status;
    private SystemMessageQueue _system;
    private ActorCell _actor;

    public Mailbox(IMessageQueue messageQueue) => MessageQueue = messageQueue;

    public IMessageQueue MessageQueue { get; }

    public MessageDispatcher Dispatcher { get; private set; }

    internal ActorCell Actor => _actor;

    internal bool IsClosed => (Volatile.Read(ref _status) & Closed) != 0;

    internal bool IsScheduled => (Volatile.Read(ref _status) & Scheduled) != 0;

    internal bool IsSuspended => Volatile.Read(ref _status) >= AwaitingTask;

    internal int SuspendCount => Volatile.Read(ref _status) / SuspendUnit;

    internal bool HasSystemMessages => _system.HasMessages;

    public virtual void SetActor(ActorCell actorCell) => _actor = actorCell;

    internal void SetDispatcher(MessageDispatcher dispatcher) => Dispatcher = dispatcher;

    public void Run()
    {
        try
        {
            if (!IsClosed)
            {
                var before = InternalCurrentActorCellKeeper.Current;
                InternalCurrentActorCellKeeper.Current = _actor;
                try
                {
                    ProcessAllSystemMessages();
                    ProcessUserMessages();
                }
                finally
                {
                    InternalCurrentActorCellKeeper.Current = before;
                }
            }
        }
        finally
        {
            SetAsIdle();
            Dispatcher.RegisterForExecution(this, false, false);
        }
    }

    public void Execute() => Run();

    /// <summary>Hands what is left to the dead letters. Called when the actor has stopped.</summary>
    public virtual void CleanUp()
    {
        BecomeClosed();
        for (var message = _system.Close(); message is not null;)
        {
            var next = message.Next;
            _actor.RejectSystemMessage(message);
            message = next;
        }

        RejectUserMessages();
    }

    internal void RejectUserMessages() =>
        MessageQueue.CleanUp(_actor.Self, _actor.SystemImpl.Mailboxes.DeadLetterQueue);

    internal bool EnqueueSystemMessage(SystemMessage message) => _system.TryEnqueue(message);

    internal bool CanBeScheduledForExecution(bool hasMessageHint, bool hasSystemMessageHint)
    {
        var status = Volatile.Read(ref _status);
        if (status is 0 or Scheduled)
            return hasMessageHint || hasSystemMessageHint || _system.HasMessages || MessageQueue.HasMessages;
        return (status & Closed) == 0 && (hasSystemMessageHint || _system.HasMessages);
    }

    internal bool SetAsScheduled()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if ((status & (Closed | Scheduled)) != 0)
                return false;
            if (Interlocked.CompareExchange(ref _status, status | Scheduled, status) == status)
                return true;
        }
    }

    internal void SetAsIdle() => Interlocked.And(ref _status, ~Scheduled);

    internal void BecomeClosed() => Interlocked.Or(ref _status, Closed);

    internal void Suspend() => Interlocked.Add(ref _status, SuspendUnit);

    /// <returns>True when the mailbox is not suspended any more.</returns>
    internal bool Resume()
    {
        while (true)
        {
            var status = Volatile.Read(ref _status);
            if (status < SuspendUnit)
                return true;
            if (Interlocked.CompareExchange(ref _status, status - SuspendUnit, status) == status)
                return status - SuspendUnit < SuspendUnit;
        }
    }

    internal void SuspendForTask() => Interlocked.Or(ref _status, AwaitingTask);

    internal void ResumeAfterTask() => Interlocked.And(ref _status, ~AwaitingTask);

    internal void ProcessAllSystemMessages()
    {
        for (var batch = _system.TakeAll(); batch is not null; batch = _system.TakeAll())
        {
            while (batch is not null)
            {
                var next = batch.Next;
                batch.Next = null;
                if (IsClosed)
                    _actor.RejectSystemMessage(batch);
                else
                    _actor.SystemInvoke(batch);
                batch = next;
            }
        }
    }

    private void ProcessUserMessages()
    {
        var left = Math.Max(1, Dispatcher.Throughput);
        var budget = Dispatcher.ThroughputDeadlineTime ?? 0;
        var start = budget > 0 ? Stopwatch.GetTimestamp() : 0;
        while ((Volatile.Read(ref _status) & HoldsUserMessages) == 0 && MessageQueue.TryDequeue(out var envelope))
        {
            _actor.Invoke(envelope);
            if (_system.HasMessages)
                ProcessAllSystemMessages();
            if (--left == 0 || (budget > 0 && Stopwatch.GetElapsedTime(start).Ticks >= budget))
                return;
        }
    }
}
