using Akka.Actor;
using Akka.Event;
using Weir.Actors.Deployments;
using Weir.Actors.Jobs;
using Weir.Actors.JobMasters;
using Weir.Actors.Messages;
using Weir.Actors.Slots;

namespace Weir.Actors.JobManagers;

/// <summary>
/// The shell of a leader's <see cref="SlotPool"/>: knows the task managers' actors, and carries out what the pool wants.
/// Used by the job manager's actor alone.
/// </summary>
/// <param name="context">The job manager's.</param>
/// <param name="term">The leader's.</param>
/// <param name="configuration">The pool's times.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The job manager's log.</param>
/// <param name="tellJob">Reaches the master of a job.</param>
/// <param name="stepDown">Called when a later leader was heard of.</param>
/// <param name="isThere">Whether there is such a job, and it is not over.</param>
/// <param name="changed">Called when task managers or their slots may have changed.</param>
internal sealed class TaskManagerRegister(
    IActorContext context,
    LeaderTerm term,
    PoolConfiguration configuration,
    MonotonicClock clock,
    ILoggingAdapter log,
    Action<string, object> tellJob,
    Action<string> stepDown,
    Func<string, bool> isThere,
    Action changed)
{
    private readonly SlotPool _pool = new(term.Epoch, configuration);
    private readonly Dictionary<Guid, (IActorRef Actor, Address Node)> _known = [];
    private readonly Dictionary<Guid, NodeFigures> _figures = [];
    private readonly Dictionary<PoolTimer, ICancelable> _timers = [];

    public IReadOnlyList<TaskManagerStatus> TaskManagers =>
        [.. _pool.TaskManagers.Select(each => each with { Figures = _figures.GetValueOrDefault(each.Id.Instance, NodeFigures.Unknown) })];

    /// <summary>Whether somebody outlived the leader of that epoch; see <see cref="SlotPool.HasSurvivors"/>.</summary>
    public bool HasSurvivors(long since) => _pool.HasSurvivors(since);

    /// <inheritdoc cref="SlotPool.SlotsFor"/>
    public int SlotsFor(string jobId) => _pool.SlotsFor(jobId);

    /// <summary>Whether all task managers that a new leader expects have registered, or had their time for it.</summary>
    public bool IsSettled => _pool.IsSettled;

    public void Register(RegisterTaskManager register, IActorRef sender)
    {
        _known[register.Id.Instance] = (sender, register.Node);
        _figures[register.Id.Instance] = register.Figures;
        if (register.LeaderSilence is { } silence)
        {
            term.NoteSignOfFormer(clock.Now - silence);
        }

        // It was away when it would have been told.
        foreach (LocalState left in register.LocalStates.Where(state => !isThere(state.JobId)))
        {
            sender.Tell(new DropLocalState(left.JobId), context.Self);
        }

        Step(new RegistrationReceived(register.Id, register.NodeLife, register.Slots, register.HighestEpoch, register.FirstEpoch) { LocalStates = register.LocalStates });
    }

    /// <summary>A job that had copies of its checkpoints on the nodes' disks is over.</summary>
    public void DropLocalState(string jobId)
    {
        foreach (TaskManagerStatus registered in _pool.TaskManagers)
        {
            Tell(registered.Id, new DropLocalState(jobId));
        }
    }

    public void Heartbeat(TaskManagerHeartbeat heartbeat, IActorRef sender)
    {
        Remember(heartbeat.Id, sender);
        _figures[heartbeat.Id.Instance] = heartbeat.Figures;
        Step(new HeartbeatReceived(heartbeat.Id));
    }

    public void Leave(TaskManagerLeaves leaves, IActorRef sender)
    {
        Remember(leaves.Id, sender);
        Step(new LeaveReceived(leaves.Id, leaves.Reason));
    }

    public void Step(PoolEvent happened)
    {
        foreach (PoolEffect effect in _pool.Handle(happened, clock.Now, Random.Shared.NextDouble()))
        {
            CarryOut(effect);
        }

        // Heartbeats come by the thousand, and change nothing that is shown.
        if (happened is not HeartbeatReceived)
        {
            changed();
        }
    }

    public void Close()
    {
        foreach (ICancelable timer in _timers.Values)
        {
            timer.Cancel();
        }
    }

    /// <summary>One that speaks without having registered here is told so.</summary>
    private void Remember(TaskManagerId id, IActorRef sender) => _known.TryAdd(id.Instance, (sender, sender.Path.Address));

    private void CarryOut(PoolEffect effect)
    {
        switch (effect)
        {
            case AcknowledgeRegistration registered:
                Tell(registered.Id, new TaskManagerRegistered(registered.Id.Registration, registered.Epoch));
                break;
            case AcknowledgeHeartbeat heard:
                Tell(heard.Id, new HeartbeatHeard(heard.Id.Registration, heard.Epoch));
                break;
            case AcknowledgeLeave heard:
                Tell(heard.Id, new LeaveHeard(heard.Id.Registration, heard.Epoch));
                break;
            case VoidRegistration none:
                Tell(none.Id, new RegistrationVoid(none.Id.Registration, none.Epoch, none.Reason));
                break;
            case TellJob tell:
                tellJob(tell.JobId, tell.Happened is SlotsGranted granted ? new SlotsPlaced(granted, Places(granted)) : tell.Happened);
                break;
            case SetPoolTimer set:
                Cancel(set.Timer);
                _timers[set.Timer] = context.System.Scheduler.ScheduleTellOnceCancelable(
                    set.Delay, context.Self, new PoolHappened(new PoolTimerFired(set.Timer)), context.Self);
                break;
            case CancelPoolTimer cancel:
                Cancel(cancel.Timer);
                break;
            case TaskManagerJoined joined:
                log.Info("The task manager on {0} has registered with {1} slots.", joined.Node, joined.Slots);
                context.WatchWith(
                    _known[joined.Id.Instance].Actor,
                    new PoolHappened(new TaskManagerTerminated(joined.Id, "its actor has ended, or its node is gone")));
                break;
            case TaskManagerGone gone:
                log.Warning("The task manager on {0} is given up: {1}.", gone.Node, gone.Reason);
                context.Unwatch(_known[gone.Id.Instance].Actor);
                break;
            case RegistrationDeferred deferred:
                log.Info("The task manager on {0} is not taken on yet: {1}.", deferred.Node, deferred.Reason);
                break;
            case StepDown down:
                stepDown(down.Reason);
                break;
            default:
                throw new InvalidOperationException($"The job manager does not know the effect {effect.GetType().Name}.");
        }
    }

    private void Tell(TaskManagerId id, object message) => _known[id.Instance].Actor.Tell(message, context.Self);

    private IReadOnlyList<SlotPlace> Places(SlotsGranted granted) =>
        [.. granted.Slots.Select(id => new SlotPlace(id, _known[id.Instance].Actor, _known[id.Instance].Node))];

    private void Cancel(PoolTimer timer)
    {
        if (_timers.Remove(timer, out ICancelable? running))
        {
            running.Cancel();
        }
    }
}
