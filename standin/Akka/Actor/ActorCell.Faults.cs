using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public partial class ActorCell
{
    /// <summary>Whose failure stopped this actor's work: its own, a child's, or nobody's.</summary>
    private IActorRef _failed;

    private bool _stopping;

    internal SupervisorStrategy Strategy =>
        _strategy ??= _actor?.OwnSupervisorStrategy() ?? Props.SupervisorStrategy ?? Akka.Actor.SupervisorStrategy.DefaultStrategy;

    internal void HandleInvokeFailure(Exception cause, IActorRef failedChild = null)
    {
        if (_failed is not null)
            return;
        try
        {
            Mailbox.Suspend();
            _failed = failedChild ?? _self;
            SuspendChildren(exceptFor: failedChild);
            Parent.SendSystemMessage(new Failed(_self, cause, _self.Path.Uid));
        }
        catch (Exception exception)
        {
            // Without a working supervisor the actor cannot be helped any more.
            PublishError(exception, $"Emergency stop: the failure {cause} could not be handled.");
            _self.Stop();
        }
    }

    private void CreateActor(ActorInitializationException failure)
    {
        if (failure is not null)
        {
            HandleInvokeFailure(failure);
            return;
        }

        try
        {
            NewActor();
            PreStart();
            CheckReceiveTimeout();
        }
        catch (Exception exception)
        {
            if (_actor is not null)
                AbandonActor();
            HandleInvokeFailure(
                exception as ActorInitializationException
                ?? new ActorInitializationException(_self, $"Exception during creation: {exception.Message}", exception));
        }
    }

    private void AbandonActor()
    {
        LeaveTimers();
        ClearActor(_actor);
    }

    private void FaultSuspend()
    {
        Mailbox.Suspend();
        SuspendChildren();
    }

    private void FaultResume(Exception causedByFailure)
    {
        if (_actor is null)
        {
            FaultCreate();
            return;
        }

        var perpetrator = _failed;
        Mailbox.Resume();
        if (causedByFailure is not null)
            _failed = null;
        foreach (var stats in _children.All)
            stats.Child.Resume(perpetrator is not null && stats.Child.Equals(perpetrator) ? causedByFailure : null);
    }

    private void FaultCreate()
    {
        StopChildren();
        if (!_children.WaitForDying(WaitReason.Creation))
            FinishCreate();
    }

    private void FinishCreate()
    {
        Mailbox.Resume();
        _failed = null;
        CreateActor(null);
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            FaultCreate();
            return;
        }

        if (!IsNormal)
        {
            FaultResume(null);
            return;
        }

        var failedActor = _actor;
        LeaveTimers();
        try
        {
            failedActor.AroundPreRestart(cause, CurrentMessage);
        }
        catch (Exception exception)
        {
            var failure = new PreRestartException(_self, exception, cause, CurrentMessage);
            PublishError(failure, failure.Message);
        }
        finally
        {
            UnstashAll(failedActor);
            ClearActor(failedActor);
        }

        if (!_children.WaitForDying(WaitReason.Recreation, cause))
            FinishRecreate(cause);
    }

    private void FinishRecreate(Exception cause)
    {
        var survivors = _children.All;
        try
        {
            Mailbox.Resume();
            _failed = null;
            NewActor().AroundPostRestart(cause, null);
            CheckReceiveTimeout();
            foreach (var stats in survivors)
                stats.Child.Restart(cause);
        }
        catch (Exception exception)
        {
            if (_actor is not null)
                AbandonActor();
            HandleInvokeFailure(new PostRestartException(_self, exception, cause));
        }
    }

    private void LeaveTimers()
    {
        SetReceiveTimeout(null);
        _timers?.CancelAll();
    }

    /// <summary>What an instance stashed goes back to the mailbox, for the next instance or the dead letters.</summary>
    private static void UnstashAll(ActorBase actor)
    {
        if (actor is IActorStash { Stash: { } stash })
            stash.UnstashAll();
    }

    private void Terminate()
    {
        if (_stopping)
            return;
        _stopping = true;
        SetReceiveTimeout(null);
        StopChildren();
        if (_children.WaitForDying(WaitReason.Termination))
        {
            Mailbox.Suspend();
            _failed = _self;
        }
        else
        {
            FinishTerminate();
        }
    }

    private void FinishTerminate()
    {
        var actor = _actor;
        _children.SetTerminated();
        LeaveTimers();
        try
        {
            actor?.AroundPostStop();
        }
        catch (Exception exception)
        {
            PublishError(exception, $"PostStop failed: {exception.Message}");
        }
        finally
        {
            UnstashAll(actor);
            Dispatcher.Detach(this);
            Parent.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
            TellWatchersWeDied();
            UnwatchWatchedActors(actor);
            ClearActor(actor);
        }
    }

    private void HandleFailed(Failed failed)
    {
        if (!_children.TryGet(failed.Child, out var stats) || stats.Uid != failed.Uid)
            return;
        _sender = failed.Child;
        try
        {
            if (!Strategy.HandleFailure(this, failed.Child, failed.Cause, stats, _children.All))
                HandleInvokeFailure(failed.Cause, failed.Child);
        }
        catch (Exception exception)
        {
            HandleInvokeFailure(exception, failed.Child);
        }
    }

    private void SuspendChildren(IActorRef exceptFor = null)
    {
        foreach (var stats in _children.All)
        {
            if (exceptFor is null || !stats.Child.Equals(exceptFor))
                stats.Child.Suspend();
        }
    }

    private void StopChildren()
    {
        foreach (var stats in _children.All)
            Stop(stats.Child);
    }
}
