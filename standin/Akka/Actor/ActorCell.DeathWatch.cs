using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

public partial class ActorCell
{
    private readonly Dictionary<IActorRef, Option<object>> _watching = [];
    private readonly HashSet<IActorRef> _watchedBy = [];
    private readonly Dictionary<IActorRef, Option<object>> _terminatedQueued = [];
    private bool _listensToAddresses;

    public IActorRef Watch(IActorRef subject) => StartWatch(subject, Option<object>.None);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return StartWatch(subject, new Option<object>(message));
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        if (!subject.Equals(_self))
        {
            if (_watching.Remove(subject))
                ((IInternalActorRef)subject).SendSystemMessage(new Unwatch((IInternalActorRef)subject, _self));
            MaintainAddressSubscription(subject);
            _terminatedQueued.Remove(subject);
        }

        return subject;
    }

    /// <summary>Lets a <see cref="Terminated"/> that was taken from the mailbox be taken once more.</summary>
    public void TerminatedQueuedFor(IActorRef subject, Option<object> customMessage) =>
        _terminatedQueued.TryAdd(subject, customMessage);

    protected void ReceivedTerminated(Terminated t)
    {
        // Unwatched, or handled already: this notice has no effect any more.
        if (!_terminatedQueued.Remove(t.ActorRef, out var customMessage))
            return;
        if (customMessage.HasValue)
        {
            CurrentMessage = customMessage.Value;
            ReceiveMessage(customMessage.Value);
        }
        else
        {
            ReceiveMessage(t);
        }
    }

    protected void WatchedActorTerminated(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        if (_watching.Remove(actor, out var customMessage) && !IsTerminating && !Mailbox.IsClosed)
        {
            _self.Tell(new Terminated(actor, existenceConfirmed, addressTerminated), actor);
            TerminatedQueuedFor(actor, customMessage);
        }

        MaintainAddressSubscription(actor);
        if (_children.TryGet(actor, out _))
            HandleChildTerminated(actor);
    }

    protected void AddWatcher(IActorRef watchee, IActorRef watcher)
    {
        if (watchee.Equals(_self) && !watcher.Equals(_self))
        {
            _watchedBy.Add(watcher);
            MaintainAddressSubscription(watcher);
        }
    }

    protected void RemWatcher(IActorRef watchee, IActorRef watcher)
    {
        if (watchee.Equals(_self) && !watcher.Equals(_self))
        {
            _watchedBy.Remove(watcher);
            MaintainAddressSubscription(watcher);
        }
    }

    protected void TellWatchersWeDied()
    {
        foreach (var watcher in _watchedBy)
        {
            // The parent was told already, as every parent is.
            if (!watcher.Equals(Parent))
                ((IInternalActorRef)watcher).SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
        }

        _watchedBy.Clear();
    }

    protected void UnwatchWatchedActors(ActorBase actor)
    {
        foreach (var watchee in _watching.Keys)
            ((IInternalActorRef)watchee).SendSystemMessage(new Unwatch((IInternalActorRef)watchee, _self));
        _watching.Clear();
        _terminatedQueued.Clear();
        UnsubscribeFromAddresses();
    }

    private IActorRef StartWatch(IActorRef subject, Option<object> customMessage)
    {
        if (subject.Equals(_self))
            return subject;
        if (_watching.TryGetValue(subject, out var current))
        {
            if (current != customMessage)
            {
                throw new InvalidOperationException(
                    $"{_self} watches {subject} already with the termination message [{current}], which cannot be changed to [{customMessage}] without an Unwatch in between.");
            }

            return subject;
        }

        _watching.Add(subject, customMessage);
        MaintainAddressSubscription(subject);
        ((IInternalActorRef)subject).SendSystemMessage(new Watch((IInternalActorRef)subject, _self));
        return subject;
    }

    /// <summary>A node is gone for good: so are all its actors that this one watches, and all that watch this one.</summary>
    private void ReceivedAddressTerminated(AddressTerminated terminated)
    {
        _watchedBy.RemoveWhere(watcher => watcher.Path.Address == terminated.Address);
        foreach (var watchee in _watching.Keys.Where(watchee => watchee.Path.Address == terminated.Address).ToArray())
            _self.SendSystemMessage(new DeathWatchNotification(watchee, existenceConfirmed: false, addressTerminated: true));
        if (!HasRemotes())
            UnsubscribeFromAddresses();
    }

    /// <summary>Who watches actors of other nodes, or is watched by them, is told when such a node is gone.</summary>
    private void MaintainAddressSubscription(IActorRef changed)
    {
        if (IsLocalRef(changed) || HasRemotes() == _listensToAddresses)
            return;
        if (_listensToAddresses)
        {
            UnsubscribeFromAddresses();
        }
        else
        {
            _listensToAddresses = true;
            AddressTerminatedTopic.Get(SystemImpl).Subscribe(_self);
        }
    }

    private void UnsubscribeFromAddresses()
    {
        if (!_listensToAddresses)
            return;
        _listensToAddresses = false;
        AddressTerminatedTopic.Get(SystemImpl).Unsubscribe(_self);
    }

    private bool HasRemotes() => !_watching.Keys.All(IsLocalRef) || !_watchedBy.All(IsLocalRef);

    private static bool IsLocalRef(IActorRef actor) => actor is not IInternalActorRef { IsLocal: false };
}
