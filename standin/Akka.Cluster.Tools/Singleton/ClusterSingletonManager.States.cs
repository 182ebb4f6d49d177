using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Tools.Singleton;

using FsmState = FSMBase.State<ClusterSingletonState, IClusterSingletonData>;

public sealed partial class ClusterSingletonManager
{
    private void DefineStates()
    {
        Define(ClusterSingletonState.Start, @event => @event is ClusterEvent.CurrentClusterState ? GoToWhereItBelongs() : null);
        Define(ClusterSingletonState.Younger, @event => Follows(@event) ? GoToWhereItBelongs() : null);
        Define(ClusterSingletonState.BecomingOldest, WhenBecomingOldest);
        Define(ClusterSingletonState.AcquiringLease, WhenAcquiringLease);
        Define(ClusterSingletonState.Oldest, WhenOldest);
        Define(ClusterSingletonState.WasOldest, WhenWasOldest);
        Define(ClusterSingletonState.HandingOver, WhenStopping);
        Define(ClusterSingletonState.Stopping, WhenStopping);
        Define(ClusterSingletonState.End, _ => null);
        WhenUnhandled(e => OtherEvent(e.FsmEvent));
        OnTransition((from, to) =>
        {
            if (from != to)
                _log.Info("ClusterSingletonManager state change [{0} -> {1}]", from, to);
            CancelTimer(RetryTimer);
            CancelTimer(LeaseTimer);
            _retries = 0;
            if (to == ClusterSingletonState.BecomingOldest)
                SetTimer(RetryTimer, Retry.Instance, _settings.HandOverRetryInterval, repeat: true);
            if (to == ClusterSingletonState.End)
                _exited.TrySetResult(Done.Instance);
        });
    }

    private void Define(ClusterSingletonState state, Func<object, FsmState> function) =>
        When(state, e => IsOwnEnd(e.FsmEvent) ? StopForGood() : function(e.FsmEvent));

    /// <summary>A node that was downed or removed must not run the singleton any longer: another one will start it.</summary>
    private bool IsOwnEnd(object @event) => @event switch
    {
        ClusterEvent.ClusterShuttingDown => true,
        ClusterEvent.MemberDowned downed => downed.Member.UniqueAddress == Me,
        ClusterEvent.MemberRemoved removed => removed.Member.UniqueAddress == Me,
        _ => false,
    };

    private FsmState StopForGood()
    {
        _selfDown = true;
        if (StateName is ClusterSingletonState.HandingOver or ClusterSingletonState.Stopping)
            return Stay();
        return ((Data)StateData).Singleton is { } singleton ? StopSingleton(singleton, ClusterSingletonState.Stopping) : Stop();
    }

    private static bool Follows(object @event) => @event is ClusterEvent.IMemberEvent or Gone;

    private FsmState GoToWhereItBelongs()
    {
        if (_selfExiting)
            return GoTo(ClusterSingletonState.End, Data.None);
        if (!MayStart)
            return StateName == ClusterSingletonState.Younger ? Stay() : GoTo(ClusterSingletonState.Younger, Data.None);
        if (_mayRun.Count == 0)
            return GoOnToOldest();
        if (StateName == ClusterSingletonState.BecomingOldest)
            return Stay();
        AskForHandOver();
        return GoTo(ClusterSingletonState.BecomingOldest, Data.None);
    }

    private FsmState GoOnToOldest()
    {
        if (_lease is null)
            return GoTo(ClusterSingletonState.Oldest, new Data(StartSingleton()));
        AcquireLease();
        return GoTo(ClusterSingletonState.AcquiringLease, Data.None);
    }

    private FsmState WhenBecomingOldest(object @event)
    {
        switch (@event)
        {
            case HandOverInProgress:
                // It takes the time that the singleton takes to stop.
                _retries = 0;
                return Stay();
            case HandOverDone:
                _log.Info("Hand-over of the singleton by [{0}] is done", Sender.Path.Address);
                ForgetRunner(Sender.Path.Address);
                return GoToWhereItBelongs();
            case Retry:
                FailIfStuck();
                AskForHandOver();
                return Stay();
            default:
                return Follows(@event) ? GoToWhereItBelongs() : null;
        }
    }

    private void FailIfStuck()
    {
        // One that is removed already is waited for as long as its margin lasts, however often it was asked.
        if (++_retries <= _maximumRetries || !_mayRun.All(node => _cluster.State.Members.Any(member => member.UniqueAddress == node)))
            return;
        throw new ClusterSingletonManagerIsStuckException(
            $"The singleton [{Self.Path / _settings.SingletonName}] cannot start here: [{string.Join(", ", _mayRun.Select(node => node.Address))}] did not hand it over, asked {_maximumRetries} times.");
    }

    private void AcquireLease()
    {
        var self = Self;
        _lease.Acquire(cause => self.Tell(new LeaseLost(cause))).PipeTo(
            self,
            success: held => new LeaseAnswer(held, null),
            failure: exception => new LeaseAnswer(false, exception));
    }

    private FsmState WhenAcquiringLease(object @event)
    {
        switch (@event)
        {
            case LeaseAnswer { IsHeld: true } when MayStart:
                return GoTo(ClusterSingletonState.Oldest, new Data(StartSingleton()));
            case LeaseAnswer { IsHeld: true }:
                ReleaseLease();
                return GoToWhereItBelongs();
            case LeaseAnswer answer:
                _log.Warning("The lease of the singleton [{0}] is not held: {1}", _lease.Settings.LeaseName, answer.Failure?.Message ?? "another node has it");
                SetTimer(LeaseTimer, Retry.Instance, _settings.LeaseSettings.LeaseRetryInterval);
                return Stay();
            case Retry:
                AcquireLease();
                return Stay();
            case HandOverToMe when _selfExiting || !IsOldest:
                ReleaseLease();
                Sender.Tell(HandOverDone.Instance);
                return _selfExiting ? GoTo(ClusterSingletonState.End, Data.None) : GoTo(ClusterSingletonState.Younger, Data.None);
            default:
                return null;
        }
    }

    private FsmState WhenOldest(object @event)
    {
        var singleton = ((Data)StateData).Singleton;
        switch (@event)
        {
            case HandOverToMe when _cluster.SelfMember.Status is MemberStatus.Leaving or MemberStatus.Exiting:
                _isOut = true;
                return HandOver(singleton);
            case HandOverToMe when !IsOldest:
                return HandOver(singleton);
            case HandOverToMe:
                _log.Info("[{0}] asks for the singleton, but this node is the oldest: it keeps it", Sender.Path.Address);
                return Stay();
            case Terminated terminated when Equals(terminated.ActorRef, singleton):
                _log.Info("Singleton actor [{0}] was terminated", terminated.ActorRef.Path);
                return Stay().Using(Data.None);
            case LeaseLost lost:
                _log.Warning(lost.Cause, "The lease of the singleton [{0}] was lost: it is stopped", _lease.Settings.LeaseName);
                return StopSingleton(singleton, ClusterSingletonState.Stopping);
            case SelfExiting:
                _selfExiting = true;
                _isOut = true;
                _members.Remove(_cluster.SelfMember);
                return _members.Oldest is null ? StopSingleton(singleton, ClusterSingletonState.Stopping) : GoTo(ClusterSingletonState.WasOldest, StateData);
            default:
                if (!Follows(@event))
                    return null;
                return IsOldest ? Stay() : GoTo(ClusterSingletonState.WasOldest, StateData);
        }
    }

    private FsmState WhenWasOldest(object @event)
    {
        var singleton = ((Data)StateData).Singleton;
        switch (@event)
        {
            case HandOverToMe:
                return HandOver(singleton);
            case SelfExiting:
                _selfExiting = true;
                return Stay();
            case Terminated terminated when Equals(terminated.ActorRef, singleton):
                return Stay().Using(Data.None);
            case LeaseLost:
                return StopSingleton(singleton, ClusterSingletonState.Stopping);
            default:
                if (!Follows(@event))
                    return null;

                // Nobody is left to go on.
                if (_members.Oldest is null)
                    return StopSingleton(singleton, ClusterSingletonState.Stopping);
                return IsOldest ? GoTo(ClusterSingletonState.Oldest, StateData) : Stay();
        }
    }

    private FsmState HandOver(IActorRef singleton)
    {
        _askers.Add(Sender);
        Sender.Tell(HandOverInProgress.Instance);
        return StopSingleton(singleton, ClusterSingletonState.HandingOver);
    }

    private FsmState StopSingleton(IActorRef singleton, ClusterSingletonState next)
    {
        if (singleton is null)
            return SingletonStopped();
        _log.Info("Singleton manager stopping singleton actor [{0}]", singleton.Path);
        singleton.Tell(_terminationMessage);
        return GoTo(next, new Data(singleton));
    }

    private FsmState WhenStopping(object @event)
    {
        switch (@event)
        {
            case Terminated terminated when Equals(terminated.ActorRef, ((Data)StateData).Singleton):
                return SingletonStopped();
            case HandOverToMe:
                _askers.Add(Sender);
                Sender.Tell(HandOverInProgress.Instance);
                return Stay();
            case SelfExiting:
                _selfExiting = true;
                return Stay();
            case LeaseLost:
                return Stay();
            default:
                return Follows(@event) ? Stay() : null;
        }
    }

    private FsmState SingletonStopped()
    {
        ReleaseLease();
        TellAskers();
        if (_selfDown)
            return Stop();
        if (_selfExiting)
            return GoTo(ClusterSingletonState.End, Data.None);

        // After a lost lease it is to run here again, otherwise where the next oldest is.
        return MayStart ? GoOnToOldest() : GoTo(ClusterSingletonState.Younger, Data.None);
    }

    private void ReleaseLease() => _lease?.Release().PipeTo(
        Self,
        success: _ => new LeaseReleased(null),
        failure: exception => new LeaseReleased(exception));

    private FsmState OtherEvent(object @event)
    {
        switch (@event)
        {
            case SelfExiting:
                _selfExiting = true;
                if (StateName == ClusterSingletonState.AcquiringLease)
                    ReleaseLease();
                return GoTo(ClusterSingletonState.End, Data.None);
            case HandOverToMe:
                // From a node that takes this one for an older one. Only one that exits is sure not to start it later.
                if (_selfExiting || _cluster.SelfMember.Status == MemberStatus.Exiting)
                    Sender.Tell(HandOverDone.Instance);
                return Stay();
            case LeaseReleased { Failure: { } failure }:
                _log.Warning(failure, "The lease of the singleton [{0}] could not be given back: {1}", _lease.Settings.LeaseName, failure.Message);
                return Stay();
            case LeaseAnswer { IsHeld: true } when StateName is not ClusterSingletonState.Oldest:
                ReleaseLease();
                return Stay();
            default:
                return Stay();
        }
    }

    private sealed record LeaseReleased(Exception Failure) : INoSerializationVerificationNeeded;
}
