using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

public partial class ActorCell
{
    private TimerScheduler _timers;
    private TimeSpan? _receiveTimeout;
    private ICancelable _pendingReceiveTimeout;

    public TimeSpan? ReceiveTimeout => _receiveTimeout;

    public void Invoke(Envelope envelope)
    {
        var message = envelope.Message;
        CurrentMessage = message;
        CurrentEnvelopeId++;
        _sender = envelope.Sender;
        try
        {
            if (_pendingReceiveTimeout is not null && message is not INotInfluenceReceiveTimeout)
                CancelReceiveTimeout();
            if (message is IAutoReceivedMessage)
                AutoReceiveMessage(envelope);
            else
                ReceiveMessage(message);
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }

        if (_receiveTimeout is not null)
            CheckReceiveTimeout(message is not INotInfluenceReceiveTimeout);
    }

    public void ReceiveMessageForTest(Envelope envelope)
    {
        CurrentMessage = envelope.Message;
        _sender = envelope.Sender;
        ReceiveMessage(envelope.Message);
    }

    public void SetReceiveTimeout(TimeSpan? timeout = null)
    {
        if (timeout < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A receive timeout cannot be negative.");
        _receiveTimeout = timeout;
        CancelReceiveTimeout();
    }

    public void CheckReceiveTimeout(bool reschedule = true)
    {
        if (_receiveTimeout is not { } timeout || Mailbox.IsClosed)
        {
            CancelReceiveTimeout();
        }
        else if (reschedule || _pendingReceiveTimeout is null)
        {
            CancelReceiveTimeout();
            _pendingReceiveTimeout = SystemImpl.Scheduler.ScheduleTellOnceCancelable(timeout, _self, Akka.Actor.ReceiveTimeout.Instance, _self);
        }
    }

    protected virtual void ReceiveMessage(object message)
    {
        if (message is TimerMessage timer)
        {
            if (_timers is null || !_timers.TryAccept(timer, out message))
                return;
            CurrentMessage = message;
            if (message is IAutoReceivedMessage)
            {
                AutoReceiveMessage(new Envelope(message, _sender));
                return;
            }
        }

        _actor.AroundReceive(_behavior, message);
    }

    protected virtual void AutoReceiveMessage(Envelope envelope)
    {
        switch (envelope.Message)
        {
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case AddressTerminated terminated:
                ReceivedAddressTerminated(terminated);
                break;
            case PoisonPill:
                _self.Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, _self), _self);
                break;
            case ActorSelectionMessage selection:
                ReceiveSelection(selection);
                break;
            default:
                ReceiveMessage(envelope.Message);
                break;
        }
    }

    internal void SystemInvoke(SystemMessage message)
    {
        try
        {
            switch (message)
            {
                case ActorTask task:
                    TaskScheduler.Execute(task.Task);
                    break;
                case DeathWatchNotification dead:
                    WatchedActorTerminated(dead.Actor, dead.ExistenceConfirmed, dead.AddressTerminated);
                    break;
                case Failed failed:
                    HandleFailed(failed);
                    break;
                case Watch watch:
                    AddWatcher(watch.Watchee, watch.Watcher);
                    break;
                case Unwatch unwatch:
                    RemWatcher(unwatch.Watchee, unwatch.Watcher);
                    break;
                case Create create:
                    CreateActor(create.Failure);
                    break;
                case Supervise supervise:
                    HandleSupervise((IInternalActorRef)supervise.Child);
                    break;
                case Recreate recreate:
                    FaultRecreate(recreate.Cause);
                    break;
                case Dispatch.SysMsg.Suspend:
                    FaultSuspend();
                    break;
                case Resume resume:
                    FaultResume(resume.CausedByFailure);
                    break;
                case Dispatch.SysMsg.Terminate:
                    Terminate();
                    break;
                default:
                    throw new NotSupportedException($"{_self} cannot handle the system message {message}.");
            }
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
    }

    /// <summary>Answers a system message that came after the actor's end. Runs on any thread.</summary>
    internal void RejectSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case Watch watch:
                watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false, addressTerminated: false));
                break;
            case Supervise supervise:
                ((IInternalActorRef)supervise.Child).Stop();
                break;
            case ActorTask:
                SystemImpl.EventStream.Publish(new DeadLetter(message, _self, _self));
                break;
        }
    }

    private void ReceiveSelection(ActorSelectionMessage selection)
    {
        if (selection.Elements.Length == 0)
            Invoke(new Envelope(selection.Message, Sender));
        else
            Akka.Actor.ActorSelection.DeliverSelection(_self, Sender, selection);
    }

    private void CancelReceiveTimeout()
    {
        _pendingReceiveTimeout?.Cancel();
        _pendingReceiveTimeout = null;
    }
}
