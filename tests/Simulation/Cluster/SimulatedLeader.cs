using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Registry;
using Weir.Actors.Slots;
using Weir.Simulation.Model;
using Weir.Simulation.Oracles;
using Weir.Simulation.World;

namespace Weir.Simulation.Cluster;

/// <summary>
/// One leader: its registry, its pool of slots, the machines of the one job. It lives on a node, and dies with it; or
/// before, when the journal fences it off. What it has started elsewhere does not die with it.
/// </summary>
internal sealed partial class SimulatedLeader(ClusterRun world, SimulatedNode node, int number)
{
    private readonly Dictionary<SubtaskId, HostedSubtask> _subtasks = [];
    private readonly Dictionary<TaskManagerId, SimulatedNode> _taskManagers = [];
    private readonly HashSet<SimulatedNode> _members = [];
    private readonly List<Queue<int>> _unassigned = [];
    private readonly Queue<Action> _work = new();
    private readonly HashSet<long> _openRequests = [];
    private IReadOnlyList<TaskManagerId> _slots = [];
    private JobRegistry _registry = new();
    private SlotPool? _pool;
    private JobProtocol? _protocol;
    private TimeSpan _lastPersist;
    private TimeSpan _lastTold;
    private long _requests;
    private bool _isWorking;
    private bool _isTidyingUp;
    private SubmittedShape _shape = new(0, []);
    private JobWatch? _watch;

    public SimulatedNode Node => node;

    public bool IsDead { get; private set; }

    public bool IsAlive => !IsDead && node.IsAlive;

    public bool IsRestored => _protocol?.Job.State == JobState.Running && _subtasks.Count == _shape.Topology.Subtasks.Count && _subtasks.Values.All(subtask => subtask.Model.IsRunning);

    public IReadOnlyList<long> Retained => _protocol?.Coordinator.Completed ?? [];

    private Chance Chance => world.Chance;

    private ClusterMutation Mutation => world.Shape.Mutation;

    public override string ToString() => $"leader {number} on {node}";

    public void Start() => After(Chance.Milliseconds(0, 50), Claim);

    public void Stop(string why)
    {
        if (!IsDead)
        {
            world.Trace.Add(() => $"{this} stops: {why}");
            IsDead = true;
        }
    }

    public void Cancel() => Work(() =>
    {
        if (_protocol is not null && !_isTidyingUp)
        {
            Step(new CancelRequested());
        }
    });

    public void TriggerManually() => Work(() =>
    {
        if (_protocol is not null)
        {
            _openRequests.Add(++_requests);
            Step(new TriggerRequested(_requests));
        }
    });

    public void TriggerSavepoint(StopMode stop) => Work(() =>
    {
        if (_protocol is not null)
        {
            _openRequests.Add(++_requests);
            Step(new TriggerRequested(_requests, new SavepointTarget("savepoints", Stop: stop)));
        }
    });

    /// <summary>The membership of the cluster, as it is seen from here now.</summary>
    public void SeeMembers() => After(TimeSpan.Zero, () =>
    {
        if (_pool is null)
        {
            return;
        }

        var seen = world.Nodes.Where(each => each.IsAlive && !each.IsPaused && !world.Network.IsCut(node, each)).ToHashSet();
        foreach (var lost in _members.Where(each => !seen.Contains(each)).ToList())
        {
            _members.Remove(lost);
            Step(new NodeLost(lost.ToString(), "it is unreachable"));
        }

        if (seen.Any(_members.Add))
        {
            _members.UnionWith(seen);
            Step(new NodesExpected([.. _members.Select(each => each.ToString())]));
        }
    });

    public void LoseConnection(SimulatedNode to)
    {
        if (_pool is not null && Mutation != ClusterMutation.LostConnectionsAreIgnored)
        {
            foreach (var id in _taskManagers.Where(each => each.Value == to).Select(each => each.Key).ToList())
            {
                Step(new TaskManagerTerminated(id, "the connection has broken"));
            }
        }
    }

    /// <summary>From a task manager.</summary>
    public void Handle(PoolEvent happened, SimulatedNode sender)
    {
        if (_pool is null)
        {
            return;
        }

        switch (happened)
        {
            case RegistrationReceived received: _taskManagers[received.Id] = sender; break;
            case HeartbeatReceived received: _taskManagers[received.Id] = sender; break;
            case LeaveReceived received: _taskManagers[received.Id] = sender; break;
        }

        Step(happened);
    }

    /// <summary>From a subtask, for the job's master that has deployed it.</summary>
    public void Handle(ProtocolEvent happened)
    {
        var attempt = happened switch
        {
            SubtaskReported reported => reported.Attempt,
            SubtaskFailed failed => failed.Attempt,
            SnapshotAcknowledged acknowledged => acknowledged.Attempt,
            SnapshotDeclined declined => declined.Attempt,
            _ => throw new ArgumentException($"No subtask says {happened}.", nameof(happened)),
        };
        if (_attempts.Contains(attempt.Number))
        {
            Step(happened);
        }
    }

    public void AssignSplit(ModelSource source)
    {
        if (IsAlive && _subtasks.TryGetValue(source.Id, out var known) && ReferenceEquals(known.Model, source))
        {
            int? split = _unassigned[source.Pipeline].TryDequeue(out var next) ? next : null;
            Send(known, () => source.Assign(split));
        }
    }

    private void Claim()
    {
        try
        {
            _registry = world.Journal.Claim(this);
        }
        catch (ImpossibleFactException impossible)
        {
            throw new Violation($"the journal contradicts itself: {impossible.Message}");
        }

        var epoch = _registry.Epoch + 1;
        if (!Append(new RegistryFact.LeaderClaimed(epoch, node.ToString(), world.Scheduler.Clock)))
        {
            return;
        }

        world.Trace.Add(() => $"{this} has epoch {epoch}");
        _pool = new SlotPool(epoch, new PoolConfiguration(world.Shape.Settle, world.Shape.HeartbeatInterval, world.Shape.HeartbeatTimeout));
        Step(new PoolStarted());
        SeeMembers();
        _isTakenOver = _registry.Find(ClusterRun.JobId) is not null;
        if (!_isTakenOver)
        {
            Append(new RegistryFact.JobSubmitted(new SubmittedJob(ClusterRun.JobId, "simulated", world.Scheduler.Clock, new SubmittedShape(0, world.Pipelines).Write())));
        }

        if (IsAlive && !_registry.Find(ClusterRun.JobId)!.IsClosed)
        {
            StartJob(_registry.Find(ClusterRun.JobId)!);
        }
    }

    private void StartJob(RegisteredJob job, Predecessor? predecessor = null)
    {
        BeginLife();
        _shape = SubmittedShape.Of(job);
        _unassigned.Clear();
        foreach (var _ in _shape.Pipelines)
        {
            _unassigned.Add(new Queue<int>(Enumerable.Range(0, world.Options.SplitsPerPipeline)));
        }

        var recorded = Mutation switch
        {
            ClusterMutation.RestoreUnrecorded => null,
            ClusterMutation.AttemptsStartAgain => job.Recorded with { LastAttempt = Attempt.None },
            ClusterMutation.StopIsForgotten => job.Recorded with { Stop = null },
            _ => job.Recorded,
        };
        var configuration = world.SettingsOf(job);
        _protocol = new JobProtocol(ClusterRun.JobId, _shape.Topology, configuration, recorded, predecessor);
        _watch = new JobWatch(world, _protocol, _shape.Topology, configuration, isPunctual: false, isOverthrown: !world.Journal.IsCurrent(this));
        if (job.Outcome is { } outcome)
        {
            _isTidyingUp = true;
            Step(new JobFoundOver(outcome, job.Cause));
        }
        else
        {
            StartAlerts();
            Step(new JobStarted());
        }
    }

    // ---- one event at a time, whatever they lead to

    private void Step(ProtocolEvent happened) => Work(() =>
    {
        if (happened is not HeartbeatReceived and not PoolTimerFired)
        {
            world.Trace.Add(() => $"{this} event  {happened}");
        }

        if (happened is PoolEvent pool)
        {
            foreach (var effect in _pool!.Handle(pool, world.Scheduler.Clock, Chance.Next()))
            {
                if (effect is not AcknowledgeHeartbeat and not SetPoolTimer)
                {
                    world.Trace.Add(() => $"{this} effect {effect}");
                }

                CarryOut(effect);
            }
        }
        else if (_protocol is not null)
        {
            _slots = happened is SlotsGranted granted ? granted.Slots : _slots;
            _watch!.Before();
            var effects = _protocol.Handle(happened, world.Scheduler.Clock, Chance.Next());
            _watch.After(effects);
            foreach (var effect in effects)
            {
                world.Trace.Add(() => $"{this} effect {effect}");
                CarryOut(effect);
            }
        }
    });

    private void Work(Action action)
    {
        _work.Enqueue(action);
        if (_isWorking)
        {
            return;
        }

        _isWorking = true;
        while (_work.TryDequeue(out var next))
        {
            if (IsAlive)
            {
                next();
            }
        }

        _isWorking = false;
    }

    private void After(TimeSpan delay, Action action) => node.After(delay, () => Work(action));

    // ---- the journal: in order, each fact a while

    private void Persist(RegistryFact fact, Action then) => Persist(() => fact, OfThisLife(() => After(Chance.Milliseconds(0, 2), OfThisLife(then))));

    /// <param name="decide">Says when it is its turn what is to be recorded; null: nothing any more.</param>
    /// <param name="then">Called as soon as it is.</param>
    private void Persist(Func<RegistryFact?> decide, Action then)
    {
        var at = world.Scheduler.Now + Chance.Milliseconds(0, 5);
        _lastPersist = at > _lastPersist ? at : _lastPersist;
        After(_lastPersist - world.Scheduler.Now, () =>
        {
            if (decide() is not { } fact)
            {
                return;
            }

            if (world.HasFaults && Chance.Happens(world.Options.WriteFailure / 20))
            {
                if (Chance.Happens(0.5))
                {
                    Append(fact);
                }

                Stop("the journal does not answer");
            }
            else if (Append(fact))
            {
                then();
            }
        });
    }

    private bool Append(RegistryFact fact)
    {
        if (_registry.Problem(fact) is { } problem)
        {
            throw new Violation($"{this} wants what cannot be: {problem}");
        }

        if (!world.Journal.Append(this, fact))
        {
            Stop("it is fenced off");
            return false;
        }

        _registry.Apply(fact);
        return true;
    }
}
