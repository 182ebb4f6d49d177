using System.Collections.Immutable;
using Weir.Actors.Jobs;

namespace Weir.Actors.Slots;

/// <summary>
/// A leader's view of the task managers: who is registered, who is given up, and which job has which slots. Plain and
/// single-threaded: an event and the time go in, effects come out.
/// </summary>
/// <remarks>
/// <para>
/// A new leader <em>settles</em> first: it grants nothing until every node that it expects has registered, or the time
/// for it is over; otherwise a job would crowd on the first node that speaks.
/// </para>
/// <para>
/// A task manager is given up as soon as anything says so: its node is unreachable or removed, its actor has ended, its
/// heartbeats have stopped. That registration is void for good: when it is heard again, it is told so, and has to stop
/// all that runs there before it registers anew.
/// </para>
/// <para>The time must not go backwards.</para>
/// </remarks>
internal sealed class SlotPool(long epoch, PoolConfiguration configuration)
{
    private readonly SlotAllocator _allocator = new();
    private readonly Dictionary<TaskManagerId, Registration> _registered = [];
    private readonly Dictionary<Guid, int> _lastVoid = [];
    private readonly HashSet<TaskManagerId> _deferred = [];
    private readonly Dictionary<string, SlotsLacking> _toldLacking = new(StringComparer.Ordinal);
    private List<PoolEffect> _effects = [];
    private HashSet<string>? _expected;
    private DateTimeOffset _now;
    private DateTimeOffset _lastCheck;
    private double _random;
    private bool _isSettled;

    // The first epoch that one of those knew who have registered, and knew an earlier leader.
    private long? _firstEpoch;
    private bool _isOver;

    /// <summary>Those that are registered, in the order in which they came.</summary>
    public IReadOnlyList<TaskManagerStatus> TaskManagers =>
        [.. _allocator.TaskManagers.Select(id => _registered[id]).Select(each =>
            new TaskManagerStatus(each.Id, each.Node, each.Slots, _allocator.UsedSlots(each.Id), each.IsLeaving)
            {
                JobIds = _allocator.JobsAt(each.Id),
                LastHeardAt = each.LastHeard,
            })];

    /// <summary>Whether it grants slots.</summary>
    public bool IsSettled => _isSettled && !_isOver;

    /// <inheritdoc cref="SlotAllocator.SlotsFor"/>
    public int SlotsFor(string jobId) => _allocator.SlotsFor(jobId);

    /// <summary>
    /// Whether a task manager that has registered knew the leader of that epoch, or an earlier one: what that leader had deployed may have run
    /// there all the time. Asked when slots are granted: by then all that are left have registered, or had their time for it.
    /// </summary>
    /// <param name="since">The epoch of the leader who has deployed last; 0: not known, then any former one counts.</param>
    public bool HasSurvivors(long since) => _firstEpoch is { } first && (since == 0 || first <= since);

    /// <summary>Takes one event. The list of effects is the caller's: it is not touched again.</summary>
    /// <param name="random">In [0, 1): for what this event may lead to.</param>
    public IReadOnlyList<PoolEffect> Handle(PoolEvent happened, DateTimeOffset now, double random)
    {
        ArgumentNullException.ThrowIfNull(happened);
        _effects = [];
        _now = now;
        _random = random;
        if (_isOver)
        {
            return _effects;
        }

        switch (happened)
        {
            case PoolStarted: OnStarted(); break;
            case NodesExpected expected: OnExpected(expected); break;
            case NodeLost lost: OnNodeLost(lost); break;
            case RegistrationReceived received: OnRegistration(received); break;
            case HeartbeatReceived received: OnHeartbeat(received.Id); break;
            case LeaveReceived received: OnLeave(received); break;
            case TaskManagerTerminated terminated: GiveUp(terminated.Id, terminated.Reason); break;
            case SlotsRequested requested: OnRequested(requested); break;
            case SlotsReleased released: OnReleased(released.JobId); break;
            case PoolTimerFired { Timer: PoolTimer.Settle }: _isSettled = true; break;
            case PoolTimerFired { Timer: PoolTimer.HeartbeatCheck }: OnHeartbeatCheck(); break;
            default: throw new ArgumentException($"The pool of slots does not know the event {happened.GetType().Name}.", nameof(happened));
        }

        Serve();
        return _effects;
    }

    private void OnStarted()
    {
        _lastCheck = _now;
        _effects.Add(new SetPoolTimer(PoolTimer.Settle, configuration.Settle));
        _effects.Add(new SetPoolTimer(PoolTimer.HeartbeatCheck, configuration.HeartbeatInterval));
    }

    // ---- who is there

    private void OnExpected(NodesExpected expected)
    {
        _expected = [.. expected.Nodes];
        foreach (var gone in _registered.Values.Where(each => !_expected.Contains(each.Node)).ToList())
        {
            GiveUp(gone.Id, "its node is not a reachable member of the cluster any more");
        }
    }

    private void OnNodeLost(NodeLost lost)
    {
        _expected?.Remove(lost.Node);
        foreach (var gone in _registered.Values.Where(each => each.Node == lost.Node).ToList())
        {
            GiveUp(gone.Id, lost.Reason);
        }
    }

    private void OnRegistration(RegistrationReceived received)
    {
        if (received.HighestEpoch > epoch)
        {
            _isOver = true;
            _effects.Add(new StepDown(
                $"The task manager on {received.Node} has heard of the leader of epoch {received.HighestEpoch}; this one, of epoch {epoch}, is over."));
        }
        else if (_registered.ContainsKey(received.Id))
        {
            _effects.Add(new AcknowledgeRegistration(received.Id, epoch));
        }
        else if (received.Id.Registration <= _lastVoid.GetValueOrDefault(received.Id.Instance))
        {
            _effects.Add(new VoidRegistration(received.Id, epoch, "it was given up"));
        }
        else if (ProblemOf(received) is { } problem)
        {
            if (_deferred.Add(received.Id))
            {
                _effects.Add(new RegistrationDeferred(received.Id, received.Node, problem));
            }
        }
        else
        {
            Join(received);
        }
    }

    private string? ProblemOf(RegistrationReceived received) =>
        received.Slots < 1 ? $"it has {received.Slots} slots; it must have one at least"
        : _expected is null ? "the members of the cluster are not known yet"
        : !_expected.Contains(received.Node) ? "its node is no reachable member of the cluster (yet)"
        : null;

    private void Join(RegistrationReceived received)
    {
        foreach (var former in _registered.Values.Where(each => each.Id.Instance == received.Id.Instance || each.Node == received.Node).ToList())
        {
            GiveUp(former.Id, "it has registered anew");
        }

        if (received.FirstEpoch > 0 && received.FirstEpoch < epoch)
        {
            _firstEpoch = Math.Min(_firstEpoch ?? epoch, received.FirstEpoch);
        }

        _deferred.Remove(received.Id);
        _registered.Add(received.Id, new Registration(received.Id, received.Node, received.Slots) { LastHeard = _now });
        _allocator.Add(received.Id, received.Slots, received.LocalStates);
        _effects.Add(new TaskManagerJoined(received.Id, received.Node, received.Slots));
        _effects.Add(new AcknowledgeRegistration(received.Id, epoch));
    }

    private void OnHeartbeat(TaskManagerId id)
    {
        if (_registered.TryGetValue(id, out var registration))
        {
            registration.LastHeard = _now;
            _effects.Add(new AcknowledgeHeartbeat(id, epoch));
        }
        else
        {
            _effects.Add(new VoidRegistration(id, epoch, "it is not, or no longer, registered here"));
        }
    }

    private void OnLeave(LeaveReceived received)
    {
        if (!_registered.TryGetValue(received.Id, out var registration))
        {
            _effects.Add(new VoidRegistration(received.Id, epoch, "it is not, or no longer, registered here"));
            return;
        }

        registration.LastHeard = _now;
        if (!registration.IsLeaving)
        {
            registration.IsLeaving = true;
            foreach (var (jobId, slots) in _allocator.Leave(received.Id))
            {
                _effects.Add(new TellJob(jobId, new SlotsLeaving(slots, $"the task manager on {registration.Node} leaves: {received.Reason}")));
            }
        }

        _effects.Add(new AcknowledgeLeave(received.Id, epoch));
    }

    private void OnHeartbeatCheck()
    {
        // A leader that stood still itself has heard nobody: what they said meanwhile is still to come.
        var late = _now - _lastCheck - configuration.HeartbeatInterval;
        _lastCheck = _now;
        _effects.Add(new SetPoolTimer(PoolTimer.HeartbeatCheck, configuration.HeartbeatInterval));
        foreach (var registration in _registered.Values.ToList())
        {
            if (late > configuration.HeartbeatInterval)
            {
                registration.LastHeard += late;
            }

            var silence = _now - registration.LastHeard;
            if (silence > configuration.HeartbeatTimeout)
            {
                GiveUp(registration.Id, $"it has been silent for {silence.TotalSeconds:0.0} s");
            }
        }
    }

    private void GiveUp(TaskManagerId id, string reason)
    {
        if (!_registered.Remove(id, out var registration))
        {
            return;
        }

        _lastVoid[id.Instance] = Math.Max(id.Registration, _lastVoid.GetValueOrDefault(id.Instance));
        _effects.Add(new TaskManagerGone(id, registration.Node, reason));

        // It may hear this, and if so the sooner the better.
        _effects.Add(new VoidRegistration(id, epoch, reason));
        var cause = new FailureCause("TaskManagerLost", $"The task manager on {registration.Node} is lost: {reason}.", OccurredAt: registration.LastHeard);
        foreach (var (jobId, slots) in _allocator.Remove(id))
        {
            _effects.Add(new TellJob(jobId, new SlotsLost(slots, cause, _random)));
        }
    }

    // ---- who gets what

    private void OnRequested(SlotsRequested requested)
    {
        _allocator.Request(requested.JobId, requested.Request, requested.Slots, requested.InUse);
        _toldLacking.Remove(requested.JobId);
        if (!_isSettled && !CanSettle())
        {
            Lacks(requested.JobId, requested.Request, requested.Slots);
        }
    }

    private void OnReleased(string jobId)
    {
        _allocator.Release(jobId);
        _toldLacking.Remove(jobId);
    }

    private bool CanSettle() =>
        _expected is { Count: > 0 } && _expected.All(node => _registered.Values.Any(each => each.Node == node));

    private void Serve()
    {
        if (!_isSettled && CanSettle())
        {
            _isSettled = true;
            _effects.Add(new CancelPoolTimer(PoolTimer.Settle));
        }

        if (!_isSettled || _isOver)
        {
            return;
        }

        foreach (var answer in _allocator.Serve())
        {
            if (answer.Granted is { } slots)
            {
                _toldLacking.Remove(answer.JobId);
                _effects.Add(new TellJob(answer.JobId, new SlotsGranted(answer.Request, slots)));
            }
            else
            {
                Lacks(answer.JobId, answer.Request, answer.Lacking);
            }
        }
    }

    private void Lacks(string jobId, int request, int lacking)
    {
        var text = _isSettled
            ? $"{lacking} more {(lacking == 1 ? "slot is" : "slots are")} needed; of the cluster's {_allocator.TotalSlots} slots on {_registered.Count} nodes {FreeSlots()} are free"
            : $"the leader is new and waits for the nodes to register; {_registered.Count} of {_expected?.Count.ToString() ?? "an unknown number"} have";
        var told = new SlotsLacking(request, lacking, text);
        if (_toldLacking.GetValueOrDefault(jobId) != told)
        {
            _toldLacking[jobId] = told;
            _effects.Add(new TellJob(jobId, told));
        }
    }

    private int FreeSlots() => _registered.Values.Where(each => !each.IsLeaving).Sum(each => each.Slots - _allocator.UsedSlots(each.Id));

    private sealed class Registration(TaskManagerId id, string node, int slots)
    {
        public TaskManagerId Id => id;

        public string Node => node;

        public int Slots => slots;

        public DateTimeOffset LastHeard { get; set; }

        public bool IsLeaving { get; set; }
    }
}
