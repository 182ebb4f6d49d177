using Weir.Actors.Alignment;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Slots;
using Weir.Simulation.Model;
using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <content>Its task manager, and the subtasks.</content>
internal sealed partial class SimulatedNode
{
    private static readonly FailureCause Broken = new("SimulatedIo", "the storage fails");
    private readonly TaskManagerMachine _machine;
    private readonly Dictionary<DeployedSubtask, HostedSubtask> _subtasks = [];
    private readonly Queue<(TaskManagerEvent Event, SimulatedLeader? Sender)> _events = new();
    private readonly Dictionary<DeployedSubtask, HostedSubtask> _planned = [];
    private bool _isHandling;

    public TaskManagerId Id => _machine.Id;

    public IEnumerable<HostedSubtask> Alive => _subtasks.Values.Where(subtask => subtask.Model.IsAlive);

    private ClusterMutation Mutation => World.Shape.Mutation;

    /// <summary>Since when it has been in touch with a leader; null: with none yet.</summary>
    public DateTimeOffset? InTouchSince { get; private set; }

    public void Start() => Handle(new TaskManagerStarted());

    public void Leave() => Handle(new LeaveRequested("simulated"));

    /// <summary>The connection to where a leader is has broken.</summary>
    public void LoseLeader()
    {
        if (Mutation != ClusterMutation.LostConnectionsAreIgnored)
        {
            Handle(new LeaderLost("the connection has broken"));
        }
    }

    public void Handle(TaskManagerEvent happened, SimulatedLeader? sender = null)
    {
        if (happened is RegistrationVoided && Mutation == ClusterMutation.VoidIsIgnored)
        {
            return;
        }

        _events.Enqueue((happened, sender));
        if (_isHandling)
        {
            return;
        }

        _isHandling = true;
        while (IsAlive && _events.TryDequeue(out var next))
        {
            if (next.Event is not HeartbeatDue and not HeartbeatAcknowledged)
            {
                World.Trace.Add(() => $"{this} event  {next.Event}");
            }

            var effects = _machine.Handle(next.Event, World.Scheduler.Clock);
            InTouchSince ??= _machine.HighestEpoch > 0 ? World.Scheduler.Clock : null;
            foreach (var effect in effects)
            {
                if (effect is not SendHeartbeat and not SetHeartbeatTimer)
                {
                    World.Trace.Add(() => $"{this} effect {effect}");
                }

                CarryOut(effect, next.Sender);
            }
        }

        _isHandling = false;
    }

    public void Deploy(HostedSubtask subtask, int registration, long epoch)
    {
        _planned[subtask.Key] = subtask;
        Handle(
            Mutation == ClusterMutation.NoEpochsInTaskManagers
                ? new DeploymentReceived(subtask.Key, _machine.Id.Registration, Math.Max(epoch, _machine.HighestEpoch))
                : new DeploymentReceived(subtask.Key, registration, epoch),
            subtask.Leader);
    }

    // ---- what the machine wants

    private void CarryOut(TaskManagerEffect effect, SimulatedLeader? sender)
    {
        switch (effect)
        {
            case SendRegistration send: ToLeader(leader => leader.Handle(new RegistrationReceived(send.Id, _name, send.Slots, send.HighestEpoch, send.FirstEpoch), this)); break;
            case SendHeartbeat send: ToLeader(leader => leader.Handle(new HeartbeatReceived(send.Id), this)); break;
            case SendLeaving send: ToLeader(leader => leader.Handle(new LeaveReceived(send.Id, send.Reason), this)); break;
            case StartSubtask start: Start(start.Subtask); break;
            case EndSubtask end: End(end.Subtask); break;
            case RefuseDeployment refuse:
                var cause = new FailureCause("Refused", refuse.Reason, OccurredAt: World.Scheduler.Clock);
                Tell(sender!, new SubtaskFailed(refuse.Subtask.Subtask, refuse.Subtask.Attempt, cause, Chance.Next()));
                break;
            case AnswerNotHere answer: Tell(sender!, new SubtaskReported(answer.Subtask.Subtask, answer.Subtask.Attempt, SubtaskStatus.Stopped)); break;
            case RepeatStatus repeat when _subtasks.GetValueOrDefault(repeat.Subtask) is { Status: > SubtaskStatus.Deploying } subtask:
                Tell(subtask.Leader, new SubtaskReported(repeat.Subtask.Subtask, repeat.Subtask.Attempt, subtask.Status));
                break;
            case SetHeartbeatTimer set: After(set.Delay, () => Handle(new HeartbeatDue())); break;
            case ReportHanging hanging: throw new Violation($"{hanging.Subtask} does not stop");
            case ReadyToLeave: World.HasLeft(this); break;
        }
    }

    private void ToLeader(Action<SimulatedLeader> arrive)
    {
        if (World.LeaderFor(this) is { } leader)
        {
            World.Network.Send(this, leader.Node, () => arrive(leader));
        }
    }

    private void Tell(SimulatedLeader leader, ProtocolEvent message, bool isLossy = false)
    {
        if (isLossy && World.HasFaults && Chance.Happens(World.Options.MessageLoss))
        {
            return;
        }

        World.Network.Send(this, leader.Node, () => leader.Handle(message));
        if (isLossy && World.HasFaults && Chance.Happens(0.02))
        {
            World.Network.Send(this, leader.Node, () => leader.Handle(message));
        }
    }

    private void Start(DeployedSubtask key)
    {
        _planned.Remove(key, out var subtask);
        if (subtask!.Model.IsAlive is false)
        {
            throw new Violation($"{key} is started after its end");
        }

        _subtasks.Add(key, subtask);
        World.CheckSlots(this, _subtasks.Values.Where(each => each.Model.IsAlive && !each.IsEnding));
        Report(subtask.Model, SubtaskStatus.Initializing);
        After(Chance.Milliseconds(0, 30), () =>
        {
            if (!subtask.Model.IsAlive)
            {
                return;
            }

            if (World.HasFaults && Chance.Happens(World.Options.WriteFailure / 4))
            {
                Crash(subtask.Model, "while it restored");
                return;
            }

            subtask.Leader.Restore(subtask);
            if (subtask.Model.IsAlive)
            {
                subtask.Model.Run(Mutation == ClusterMutation.RunsOnAfterStop ? 0 : subtask.SuspendedBy);
            }
        });
    }

    private void End(DeployedSubtask key)
    {
        // It may have crashed, and that not be known yet.
        if (!_subtasks.TryGetValue(key, out var subtask) || subtask.IsEnding)
        {
            return;
        }

        subtask.IsEnding = true;
        After(Chance.Milliseconds(0, 20), () =>
        {
            if (subtask.Model.IsAlive)
            {
                subtask.Model.Die();
                Interrupt(operation => ReferenceEquals(operation.Owner, subtask.Model));
                Tell(subtask.Leader, new SubtaskReported(key.Subtask, key.Attempt, SubtaskStatus.Stopped));
                _subtasks.Remove(key);
                Handle(new SubtaskEnded(key));
            }
        });
    }

    // ---- what subtasks do

    public void Report(ModelSubtask subtask, SubtaskStatus status)
    {
        var hosted = _subtasks[KeyOf(subtask)];
        hosted.Status = status;
        Tell(hosted.Leader, new SubtaskReported(subtask.Id, subtask.Attempt, status));
    }

    public void Decline(ModelSubtask subtask, long checkpointId, DeclineReason reason) =>
        Tell(_subtasks[KeyOf(subtask)].Leader, new SnapshotDeclined(ClusterRun.JobId, subtask.Id, subtask.Attempt, checkpointId, reason, null), isLossy: true);

    public void WriteSnapshot(ModelSubtask subtask, long checkpointId, object state)
    {
        var leader = _subtasks[KeyOf(subtask)].Leader;
        var name = $"{subtask.Id}{subtask.Attempt}";
        var fails = World.IsFull || (World.HasFaults && Chance.Happens(World.Options.WriteFailure));
        InStorage(
            subtask,
            20,
            isWhole => World.StorageOf(checkpointId).Write(checkpointId, name, state, isTorn: fails || !isWhole),
            () => Tell(
                leader,
                fails
                    ? new SnapshotDeclined(ClusterRun.JobId, subtask.Id, subtask.Attempt, checkpointId, DeclineReason.WriteFailed, Broken)
                    : new SnapshotAcknowledged(
                        ClusterRun.JobId, subtask.Id, subtask.Attempt, checkpointId, new SnapshotFile(name), new SnapshotMetrics(default, default, default, default, 1)),
                isLossy: true),
            () => subtask.IsAlive);
    }

    public void RequestSplit(ModelSource source)
    {
        var leader = _subtasks[KeyOf(source)].Leader;
        World.Network.Send(this, leader.Node, () => leader.AssignSplit(source));
    }

    public void Crash(ModelSubtask subtask, string why)
    {
        if (!subtask.IsAlive)
        {
            return;
        }

        World.Trace.Add(() => $"{subtask.Id}{subtask.Attempt} on {this} crashes {why}");
        World.SubtaskCrashes++;
        subtask.Die();
        Interrupt(operation => ReferenceEquals(operation.Owner, subtask));
        var hosted = _subtasks[KeyOf(subtask)];
        Tell(hosted.Leader, new SubtaskFailed(
            subtask.Id, subtask.Attempt, new FailureCause("Crash", why, OccurredAt: World.Scheduler.Clock), Chance.Next()));
        _subtasks.Remove(hosted.Key);

        // Its actor is gone a little later; and what it is doing now is to come to an end first.
        After(TimeSpan.Zero, () => Handle(new SubtaskEnded(hosted.Key)));
    }

    private static DeployedSubtask KeyOf(ModelSubtask subtask) => new(ClusterRun.JobId, subtask.Id, subtask.Attempt);
}
