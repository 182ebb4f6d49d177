using Weir.Actors.Jobs;

namespace Weir.Actors.Slots;

/// <summary>
/// A task manager's side of its registration, and what it runs under it. Plain and single-threaded: an event and the
/// time go in, effects come out.
/// </summary>
/// <remarks>
/// <para>
/// Clearing (subtasks of an earlier registration are being stopped) → Registering (says so until it is acknowledged) →
/// Registered → Clearing …, when the registration is void, a later leader is heard of, or the leader is lost. From anywhere to
/// Failed, when a subtask does not stop: the node ends.
/// </para>
/// <para>
/// This is what makes zombies harmless: a node that stood still or was cut off stops everything it runs before it takes
/// on anything new; a leader whose successor it has heard of gets nothing done here.
/// </para>
/// <para>
/// Invariants: the highest epoch only grows; all that runs, but what is being stopped, was deployed under the present
/// registration by the leader that acknowledged it; never do two attempts of two registrations run side by side.
/// </para>
/// <para>The time must not go backwards.</para>
/// </remarks>
/// <param name="instance">Of this task manager: another one at each start.</param>
/// <param name="heartbeatTimeout">After how long a silence of the leader it is taken for lost.</param>
/// <param name="stopTimeout">How long a subtask may take to stop.</param>
/// <param name="isNode">
/// Whether the node ends when one takes longer, so that the job goes on elsewhere. Else nobody could take over: the subtask
/// is given up, and what is left of it stays in the process.
/// </param>
internal sealed partial class TaskManagerMachine(
    Guid instance, int slots, TimeSpan heartbeatInterval, TimeSpan heartbeatTimeout, TimeSpan stopTimeout, bool isNode)
{
    private readonly HashSet<DeployedSubtask> _running = [];

    // With the time since when.
    private readonly Dictionary<DeployedSubtask, DateTimeOffset> _ending = [];
    private List<TaskManagerEffect> _effects = [];
    private Phase _phase = Phase.New;
    private DateTimeOffset _now;
    private DateTimeOffset _lastHeard;
    private DateTimeOffset _lastTick;
    private int _registration;
    private string? _leaving;
    private bool _isLeaveKnown;

    private enum Phase
    {
        New,
        Clearing,
        Registering,
        Registered,
        Left,
        Failed,
    }

    /// <summary>The highest leader epoch heard of; 0: none.</summary>
    public long HighestEpoch { get; private set; }

    /// <summary>The first leader epoch heard of; 0: none.</summary>
    public long FirstEpoch { get; private set; }

    public bool IsRegistered => _phase == Phase.Registered;

    public TaskManagerId Id => new(instance, _registration);

    /// <summary>What runs, or is about to start; not what is being stopped.</summary>
    public IReadOnlyCollection<DeployedSubtask> Running => _running;

    /// <summary>Takes one event. The list of effects is the caller's: it is not touched again.</summary>
    public IReadOnlyList<TaskManagerEffect> Handle(TaskManagerEvent happened, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(happened);
        _effects = [];
        _now = now;
        switch (happened)
        {
            case TaskManagerStarted: OnStarted(); break;
            case RegistrationAcknowledged acknowledged: OnAcknowledged(acknowledged.Registration, acknowledged.Epoch); break;
            case HeartbeatAcknowledged acknowledged: OnAcknowledged(acknowledged.Registration, acknowledged.Epoch); break;
            case RegistrationVoided voided: OnVoided(voided); break;
            case DeploymentReceived received: OnDeployment(received); break;
            case StopReceived received: OnStop(received); break;
            case QuestionReceived received: OnQuestion(received); break;
            case SubtaskEnds ends: OnEnds(ends.Subtask); break;
            case SubtaskEnded ended: OnEnded(ended.Subtask); break;
            case LeaderLost lost: OnLeaderLost(lost.Reason); break;
            case HeartbeatDue: OnHeartbeatDue(); break;
            case LeaveRequested requested: OnLeaveRequested(requested.Reason); break;
            case LeaveAcknowledged acknowledged: OnLeaveAcknowledged(acknowledged); break;
            default: throw new ArgumentException($"The task manager does not know the event {happened.GetType().Name}.", nameof(happened));
        }

        return _effects;
    }

    private void OnStarted()
    {
        if (_phase != Phase.New)
        {
            throw new InvalidOperationException("A task manager is started once.");
        }

        _lastTick = _now;
        _effects.Add(new SetHeartbeatTimer(heartbeatInterval));
        Clear(reason: null);
    }

    // ---- the registration

    /// <summary>Whether the leader of that epoch may be listened to. If it is later than any before, all of the others is void.</summary>
    private bool IsHeeded(long epoch)
    {
        if (epoch < HighestEpoch)
        {
            return false;
        }

        if (epoch > HighestEpoch)
        {
            HighestEpoch = epoch;
            FirstEpoch = FirstEpoch == 0 ? epoch : FirstEpoch;
            if (_phase == Phase.Registered)
            {
                Clear($"there is a new leader, of epoch {epoch}");
            }
        }

        return true;
    }

    private void OnAcknowledged(int registration, long epoch)
    {
        if (!IsHeeded(epoch) || registration != _registration)
        {
            return;
        }

        _lastHeard = _now;
        if (_phase == Phase.Registering)
        {
            _phase = Phase.Registered;
            _effects.Add(new ReportRegistered(epoch));
            if (_leaving is { } reason)
            {
                _effects.Add(new SendLeaving(Id, reason));
            }
        }
    }

    private void OnVoided(RegistrationVoided voided)
    {
        if (IsHeeded(voided.Epoch) && voided.Registration == _registration && _phase is Phase.Registering or Phase.Registered)
        {
            Clear(voided.Reason);
        }
    }

    private void OnLeaderLost(string reason)
    {
        if (_phase == Phase.Registered)
        {
            Clear($"the leader is lost: {reason}");
        }
    }

    private void OnHeartbeatDue()
    {
        if (_phase is Phase.Left or Phase.Failed)
        {
            return;
        }

        _effects.Add(new SetHeartbeatTimer(heartbeatInterval));
        GiveUpWhatHangs();
        if (_phase == Phase.Failed)
        {
            return;
        }

        if (_phase == Phase.Registering)
        {
            _effects.Add(new SendRegistration(Id, slots, HighestEpoch, FirstEpoch));
        }
        else if (_phase == Phase.Registered && _now - _lastHeard > heartbeatTimeout)
        {
            // Not only a leader's silence: a process that stood still for so long does not know what it has missed.
            Clear($"the leader of epoch {HighestEpoch} has been silent for {(_now - _lastHeard).TotalSeconds:0.0} s");
        }
        else if (_phase == Phase.Registered)
        {
            _effects.Add(_leaving is { } reason && !_isLeaveKnown ? new SendLeaving(Id, reason) : new SendHeartbeat(Id));
        }
        else
        {
            // What was told to stop is told once more: nothing goes on here before it is gone.
            EndAll("its registration is over");
        }
    }

    // The next registration; it is sent when nothing of this one runs any more.
    private void Clear(string? reason)
    {
        _registration++;
        _phase = Phase.Clearing;
        _isLeaveKnown = false;
        if (reason is not null)
        {
            _effects.Add(new ReportUnregistered(reason, _running.Count + _ending.Count));
        }

        foreach (var subtask in _running)
        {
            _ending.Add(subtask, _now);
        }

        _running.Clear();
        EndAll(reason ?? "");
        GoOnWhenClear();
    }

    private void EndAll(string reason)
    {
        foreach (var subtask in InOrder(_ending.Keys))
        {
            _effects.Add(new EndSubtask(subtask, reason));
        }
    }

    private static IEnumerable<DeployedSubtask> InOrder(IEnumerable<DeployedSubtask> subtasks) =>
        subtasks.OrderBy(subtask => subtask.JobId, StringComparer.Ordinal).ThenBy(subtask => subtask.Subtask).ThenBy(subtask => subtask.Attempt.Number);

    private void GoOnWhenClear()
    {
        if (_running.Count + _ending.Count > 0 || _phase == Phase.Failed)
        {
            return;
        }

        if (_leaving is not null && (_isLeaveKnown || _phase is Phase.Clearing or Phase.Registering))
        {
            _phase = Phase.Left;
            _effects.Add(new ReadyToLeave());
        }
        else if (_phase == Phase.Clearing)
        {
            _phase = Phase.Registering;
            _effects.Add(new SendRegistration(Id, slots, HighestEpoch, FirstEpoch));
        }
    }

    // ---- what runs

    private void OnDeployment(DeploymentReceived received)
    {
        var isHeeded = IsHeeded(received.Epoch);
        if (isHeeded && received.Registration == _registration && _phase == Phase.Registering)
        {
            // The acknowledgement was lost, or is slower than the first deployment.
            OnAcknowledged(received.Registration, received.Epoch);
        }

        if (!isHeeded)
        {
            Refuse(received, $"the leader of epoch {received.Epoch} is over, the one of epoch {HighestEpoch} has followed it");
        }
        else if (received.Registration != _registration || _phase != Phase.Registered)
        {
            Refuse(received, $"it is for registration {received.Registration}, which is void; the present one is {_registration} ({_phase})");
        }
        else if (_ending.ContainsKey(received.Subtask) || !_running.Add(received.Subtask))
        {
            // The same message again.
            return;
        }
        else
        {
            _lastHeard = _now;
            _effects.Add(new StartSubtask(received.Subtask));
        }
    }

    private void Refuse(DeploymentReceived received, string reason) =>
        _effects.Add(new RefuseDeployment(received.Subtask, $"The task manager refuses to run {received.Subtask.Subtask}{received.Subtask.Attempt}: {reason}."));

    private void OnStop(StopReceived received)
    {
        if (!IsHeeded(received.Epoch))
        {
            return;
        }

        if (_running.Remove(received.Subtask))
        {
            _ending.Add(received.Subtask, _now);
        }

        // Once more for what is being stopped: it costs nothing, and the first time may have come too early.
        _effects.Add(_ending.ContainsKey(received.Subtask)
            ? new EndSubtask(received.Subtask, "its job master stops it")
            : new AnswerNotHere(received.Subtask));
    }

    private void OnQuestion(QuestionReceived received)
    {
        if (IsHeeded(received.Epoch) && !_ending.ContainsKey(received.Subtask))
        {
            _effects.Add(_running.Contains(received.Subtask) ? new RepeatStatus(received.Subtask) : new AnswerNotHere(received.Subtask));
        }
    }

    private void OnEnded(DeployedSubtask subtask)
    {
        if (_running.Remove(subtask) || _ending.Remove(subtask))
        {
            GoOnWhenClear();
        }
    }

    // ---- leaving

    private void OnLeaveRequested(string reason)
    {
        if (_leaving is not null || _phase is Phase.Left or Phase.Failed)
        {
            return;
        }

        _leaving = reason;
        if (_phase == Phase.Registered)
        {
            _effects.Add(new SendLeaving(Id, reason));
        }
        else
        {
            GoOnWhenClear();
        }
    }

    private void OnLeaveAcknowledged(LeaveAcknowledged acknowledged)
    {
        if (IsHeeded(acknowledged.Epoch) && acknowledged.Registration == _registration && _leaving is not null && _phase == Phase.Registered)
        {
            _lastHeard = _now;
            _isLeaveKnown = true;
            GoOnWhenClear();
        }
    }
}
