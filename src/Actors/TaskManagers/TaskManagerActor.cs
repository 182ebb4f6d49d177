using Akka.Actor;
using Akka.Event;
using Weir.Actors.Deployments;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Actors.Slots;
using Weir.Actors.Subtasks;
using Weir.State.Storage.Local;

namespace Weir.Actors.TaskManagers;

/// <summary>
/// Offers a node's slots to whoever leads, and runs there what that leader deploys: the shell of its
/// <see cref="TaskManagerMachine"/>. A subtask that fails is stopped, never restarted in place: its new attempt belongs
/// to the whole region's recovery, which the job master directs.
/// </summary>
internal sealed class TaskManagerActor : ReceiveActor, IWithTimers
{
    private const string HeartbeatTimer = "heartbeat";

    private readonly TaskManagerMachine _machine;
    private readonly NodeSubtasks _subtasks;
    private readonly LocalStates _states;
    private readonly NodeIdentity _node;
    private readonly IActorRef _jobManager;
    private readonly MonotonicClock _clock;
    private readonly Action? _endNode;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    // What is being decided on.
    private readonly Dictionary<DeployedSubtask, DeploySubtask> _orders = [];
    private readonly Dictionary<DeployedSubtask, IActorRef> _askers = [];
    private readonly List<IActorRef> _awaitingLeave = [];
    private readonly List<IActorRef> _awaitingOffer = [];
    private IActorRef _leader = ActorRefs.Nobody;
    private bool _isReadyToLeave;
    private bool _isRegistered;
    private DateTimeOffset? _lastHeard;

    /// <param name="node">The node it is on.</param>
    /// <param name="settings">Its slots and times.</param>
    /// <param name="jobs">What the node's subtasks share.</param>
    /// <param name="jobManager">Reaches whoever leads.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="endNode">Ends the node, so that others take over; null where there are no others.</param>
    public TaskManagerActor(
        NodeIdentity node, TaskManagerSettings settings, NodeJobs jobs, IActorRef jobManager, MonotonicClock clock, Action? endNode)
    {
        _node = node;
        _jobManager = jobManager;
        _clock = clock;
        _endNode = endNode;
        _states = jobs.States;
        _machine = new TaskManagerMachine(
            Guid.NewGuid(), settings.Slots, settings.HeartbeatInterval, settings.HeartbeatTimeout, settings.StopTimeout, isNode: endNode is not null);
        _subtasks = new NodeSubtasks(Context, jobs, clock.Time, ended => Step(new SubtaskEnded(ended)));
        ReceiveFromLeader();
        ReceiveFromMasters();
        ReceiveFromSubtasks();
        if (settings.AllowsFaults)
        {
            Receive<InjectFailure>(_subtasks.InjectFailure);
        }

        Receive<HeartbeatDue>(Step);
        Receive<LeaveNode>(leave =>
        {
            _awaitingLeave.Add(Sender);
            Step(new LeaveRequested(leave.Reason));
            AnswerLeave();
        });
        Receive<AwaitSlotsOffered>(_ =>
        {
            _awaitingOffer.Add(Sender);
            AnswerOffer();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        NodeIdentity node, TaskManagerSettings settings, NodeJobs jobs, IActorRef jobManager, MonotonicClock clock, Action? endNode = null) =>
        Akka.Actor.Props.Create(() => new TaskManagerActor(node, settings, jobs, jobManager, clock, endNode));

    protected override void PreStart() => Step(new TaskManagerStarted());

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        localOnlyDecider: error =>
        {
            if (error is not SubtaskFailedException)
            {
                _log.Error(error, "A subtask's actor failed outside of its chain.");
            }

            return Directive.Stop;
        },
        loggingEnabled: false);

    private void ReceiveFromLeader()
    {
        Receive<TaskManagerRegistered>(registered =>
        {
            Follow(Sender);
            Step(new RegistrationAcknowledged(registered.Registration, registered.Epoch));
        });
        Receive<HeartbeatHeard>(heard =>
        {
            _lastHeard = _clock.Now;
            Step(new HeartbeatAcknowledged(heard.Registration, heard.Epoch));
        });
        Receive<RegistrationVoid>(none => Step(new RegistrationVoided(none.Registration, none.Epoch, none.Reason)));
        Receive<DropLocalState>(drop => _states.Drop(drop.JobId));
        Receive<LeaveHeard>(heard => Step(new LeaveAcknowledged(heard.Registration, heard.Epoch)));
        Receive<LeaderGone>(gone =>
        {
            if (_leader.Equals(gone.Leader))
            {
                _leader = ActorRefs.Nobody;
                Step(new LeaderLost("its job manager has ended, or cannot be reached"));
            }
        });
    }

    private void ReceiveFromMasters()
    {
        Receive<DeploySubtask>(deploy =>
        {
            var subtask = new DeployedSubtask(deploy.Job.JobId, deploy.Subtask, deploy.Attempt);
            _orders[subtask] = deploy;
            Step(new DeploymentReceived(subtask, deploy.Registration, deploy.Epoch));
            _orders.Remove(subtask);
        });
        Receive<StopSubtask>(stop => Asked(
            new DeployedSubtask(stop.JobId, stop.Subtask, stop.Attempt), subtask => new StopReceived(subtask, stop.Epoch)));
        Receive<AskSubtask>(ask => Asked(
            new DeployedSubtask(ask.JobId, ask.Subtask, ask.Attempt), subtask => new QuestionReceived(subtask, ask.Epoch)));
        Receive<MasterLost>(lost => _subtasks.StopThoseOf(lost.Master));
    }

    private void ReceiveFromSubtasks()
    {
        Receive<JobBuilt>(_subtasks.Run);
        Receive<JobNotBuilt>(_subtasks.NotBuilt);
        Receive<SubtaskStops>(stops =>
        {
            var subtask = new DeployedSubtask(stops.JobId, stops.Subtask, stops.Attempt);
            _subtasks.Fails(subtask, stops.Cause);
            Step(new SubtaskEnds(subtask));
        });
        Receive<LastWordComes>(comes =>
        {
            var subtask = new DeployedSubtask(comes.JobId, comes.Subtask, comes.Attempt);
            _subtasks.LastWordComes(subtask);
            Step(new SubtaskEnds(subtask));
        });
        Receive<SubtaskClosed>(_subtasks.Closed);
        Receive<SubtaskGone>(gone => _subtasks.Gone(gone.Subtask));
    }

    private void Asked(DeployedSubtask subtask, Func<DeployedSubtask, TaskManagerEvent> question)
    {
        _askers[subtask] = Sender;
        Step(question(subtask));
        _askers.Remove(subtask);
    }

    private void Follow(IActorRef leader)
    {
        if (_leader.Equals(leader))
        {
            return;
        }

        if (!_leader.IsNobody())
        {
            Context.Unwatch(_leader);
        }

        _leader = leader;
        Context.WatchWith(leader, new LeaderGone(leader));
    }

    private void Step(TaskManagerEvent happened)
    {
        foreach (TaskManagerEffect effect in _machine.Handle(happened, _clock.Now))
        {
            CarryOut(effect);
        }
    }

    private void CarryOut(TaskManagerEffect effect)
    {
        switch (effect)
        {
            case SendRegistration send:
                _jobManager.Tell(new RegisterTaskManager(send.Id, _node.Address, _node.Life, send.Slots, send.HighestEpoch, _clock.Now - _lastHeard)
                {
                    Figures = ProcessFigures.Read(),
                    LocalStates = [.. _states.Subtasks.Select(job => new LocalState(job.Key, job.Value))],
                    FirstEpoch = send.FirstEpoch,
                });
                break;
            case SendHeartbeat send:
                _jobManager.Tell(new TaskManagerHeartbeat(send.Id) { Figures = ProcessFigures.Read() });
                break;
            case SendLeaving send:
                _jobManager.Tell(new TaskManagerLeaves(send.Id, send.Reason));
                break;
            case StartSubtask start:
                _subtasks.Start(_orders[start.Subtask]);
                break;
            case EndSubtask end:
                _subtasks.Stop(end.Subtask);
                break;
            case ReportHanging hanging:
                _subtasks.LogOf(_log, hanging.Subtask).Error("{0}", _subtasks.DescribeHanging(hanging.Subtask, hanging.Since));
                break;
            case AbandonSubtask abandon:
                _subtasks.Abandon(abandon.Subtask, abandon.Since);
                break;
            case SendFailure send:
                _jobManager.Tell(new TaskManagerFails(send.Id, send.Reason));
                break;
            case EndNode:
                _log.Error("This node ends, since it cannot end a subtask that does not stop (weir.task-manager.stop-timeout); what it ran starts again elsewhere.");
                _endNode!();
                break;
            case RefuseDeployment refuse:
                Refuse(refuse);
                break;
            case AnswerNotHere answer:
                _askers[answer.Subtask].Tell(new SubtaskReported(answer.Subtask.Subtask, answer.Subtask.Attempt, SubtaskStatus.Stopped));
                break;
            case RepeatStatus repeat:
                _subtasks.Tell(repeat.Subtask, SayStatus.Instance);
                break;
            case SetHeartbeatTimer timer:
                Timers.StartSingleTimer(HeartbeatTimer, new HeartbeatDue(), timer.Delay);
                break;
            case ReportRegistered registered:
                _log.Info("Registered with the job manager of epoch {0}.", registered.Epoch);
                _isRegistered = true;
                AnswerOffer();
                break;
            case ReportUnregistered unregistered:
                _isRegistered = false;
                // When the node itself ends, its job manager may be gone first: nothing to warn of.
                LogLevel level = CoordinatedShutdown.Get(Context.System).ShutdownReason is null ? LogLevel.WarningLevel : LogLevel.DebugLevel;
                _log.Log(level, cause: null, $"Not registered any more: {unregistered.Reason}; stopping {unregistered.Subtasks} subtasks.");
                break;
            case ReadyToLeave:
                _isReadyToLeave = true;
                AnswerLeave();
                break;
            default:
                throw new InvalidOperationException($"The task manager does not know the effect {effect.GetType().Name}.");
        }
    }

    private void Refuse(RefuseDeployment refuse)
    {
        DeploySubtask order = _orders[refuse.Subtask];
        var cause = new FailureCause("DeploymentRefused", refuse.Reason, OccurredAt: _clock.Now);
        order.Master.Tell(new SubtaskFailed(order.Subtask, order.Attempt, cause, Random.Shared.NextDouble()));
    }

    private void AnswerOffer()
    {
        if (_isRegistered)
        {
            _awaitingOffer.ForEach(waiting => waiting.Tell(SlotsOffered.Instance));
            _awaitingOffer.Clear();
        }
    }

    private void AnswerLeave()
    {
        if (_isReadyToLeave)
        {
            foreach (IActorRef waiting in _awaitingLeave)
            {
                waiting.Tell(NothingRunsHere.Instance);
            }

            _awaitingLeave.Clear();
        }
    }
}
