using Weir.Actors.Restarts;

namespace Weir.Actors.Jobs;

/// <summary>
/// A job's life, and what a failure leads to. Plain and single-threaded: an event and the time go in, effects come
/// out; the job master around it carries them out.
/// </summary>
/// <remarks>
/// <para>
/// Created → Running ⇄ Restarting → Finishing | Cancelling | Failing → Finished | Cancelled | Failed.
/// </para>
/// <para>
/// A failure restarts its region: stop the region's subtasks; meanwhile let the delay pass and checkpointing become
/// quiet; wait for slots; choose a checkpoint; take an attempt number; deploy. Regions that fail before that join it.
/// A relocation is the same, but planned: a checkpoint is taken before, and nothing is counted as a failure.
/// Checkpointing runs only while every subtask of the job does.
/// </para>
/// <para>
/// Invariants: a checkpoint is chosen only when no metadata write is under way, and never while a subtask of the
/// region may still be alive (but on a task manager that is given up, where nothing can be committed any more); nothing
/// is deployed under a number that is not durably taken; what an older attempt says changes nothing; <see cref="CompleteJob"/> comes once, when
/// every subtask is gone, the outcome is durable and the coordinator has shut down.
/// </para>
/// <para>The time must not go backwards.</para>
/// </remarks>
internal sealed partial class JobMachine
{
    /// <summary>How often what was not answered is repeated, and what is there is asked for.</summary>
    public static readonly TimeSpan ReconciliationInterval = TimeSpan.FromSeconds(5);

    private readonly JobTopology _topology;
    private readonly RestartStrategy _restarts;
    private readonly SubtaskTable _subtasks;
    private List<JobEffect> _effects = [];
    private Recovery? _recovery;
    private Checkpointing _checkpointing = Checkpointing.Off;
    private FailureCause? _failure;
    private readonly bool _wasStartedBefore;
    private bool _isBegun;
    private Attempt _lastAttempt;
    private DateTimeOffset _now;
    private int _failures;
    private int _recoveries;
    private int _selections;
    private int _requests;
    private int _awaitedSelection;
    private bool _hasRestored;
    private EndStep _endStep;
    private StopReason _lastStop;

    /// <param name="lastAttempt">The highest attempt number that any leader has taken.</param>
    /// <param name="predecessor">Whose job this one takes over, at another parallelism; null: nobody's.</param>
    public JobMachine(
        JobTopology topology, RestartStrategy restarts, Attempt lastAttempt = default, TimeSpan? relocationTimeout = null, Predecessor? predecessor = null)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(restarts);
        _topology = topology;
        _restarts = predecessor?.Restarts ?? restarts;
        _failures = predecessor?.Failures ?? 0;
        _requests = predecessor?.Requests ?? 0;
        State = predecessor is null ? JobState.Created : JobState.Restarting;
        _lastAttempt = lastAttempt;
        _wasStartedBefore = lastAttempt != Attempt.None;
        _relocationTimeout = relocationTimeout ?? DefaultRelocationTimeout;
        _subtasks = new SubtaskTable(topology);
    }

    private enum Checkpointing
    {
        Off,
        On,
        Stopping,
    }

    private enum EndStep
    {
        Stopping,
        RecordingOutcome,
        ShuttingDown,
        Over,
    }

    public JobState State { get; private set; }

    /// <summary>How many failures led to a restart or to the end, so far.</summary>
    public int Failures => _failures;

    /// <summary>How many more slots it waits for; 0: it does not wait.</summary>
    public int LackingSlots { get; private set; }

    /// <summary>The latest one.</summary>
    public Attempt AttemptOf(SubtaskId subtask) => _subtasks.Addressed(subtask).Attempt;

    public SubtaskStatus StatusOf(SubtaskId subtask) => _subtasks[subtask];

    private bool IsEnding => State >= JobState.Finishing;

    /// <summary>Takes one event. The list of effects is the caller's: it is not touched again.</summary>
    public IReadOnlyList<JobEffect> Handle(JobEvent happened, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(happened);
        _effects = [];
        _now = now;
        if (_isHandedOver)
        {
            return _effects;
        }

        switch (happened)
        {
            case JobStarted: OnStarted(); break;
            case JobFoundOver over: OnFoundOver(over); break;
            case RestoreSelected selected: OnRestoreSelected(selected); break;
            case RestoreRefused refused: OnRestoreRefused(refused); break;
            case SubtaskReported reported: OnReported(reported); break;
            case SubtaskFailed failed: OnLost([new(failed.Subtask, failed.Attempt)], failed.Cause, failed.Random); break;
            case SubtasksLost lost: OnLost(lost.Subtasks, lost.Cause, lost.Random); break;
            case JobWideFailure failure: OnJobWideFailure(failure); break;
            case CheckpointingQuiesced: OnQuiesced(); break;
            case OutcomeRecorded recorded: OnOutcomeRecorded(recorded); break;
            case CheckpointingShutDown: OnShutDown(); break;
            case SlotsGranted granted: OnSlotsGranted(granted); break;
            case SlotsLacking lacking: OnSlotsLacking(lacking); break;
            case SlotsLost lost: OnSlotsLost(lost); break;
            case SlotsLeaving leaving: OnSlotsLeaving(leaving); break;
            case AttemptRecorded recorded: OnAttemptRecorded(recorded); break;
            case RelocationCheckpointEnded ended: OnRelocationCheckpointEnded(ended); break;
            case JobTimerFired fired: OnTimer(fired.Timer); break;
            case RestartRequested requested: OnRestartRequested(requested); break;
            case RescaleRequested requested: OnRescaleRequested(requested); break;
            case CancelRequested: OnCancelRequested(); break;
            default: throw new ArgumentException($"The job machine does not know the event {happened.GetType().Name}.", nameof(happened));
        }

        return _effects;
    }

    private void OnStarted()
    {
        MustBeNew();
        if (State == JobState.Created)
        {
            Become(JobState.Running);
        }

        _recovery = new Recovery(0, Enumerable.Range(0, _topology.Regions.Count), _now) { IsDelayOver = true };
        _effects.Add(new SetJobTimer(new(JobTimerKind.Reconciliation), ReconciliationInterval));
        Proceed();
    }

    private void OnTimer(JobTimer timer)
    {
        switch (timer.Kind)
        {
            case JobTimerKind.Restart: OnDelayElapsed(timer.Number); break;
            case JobTimerKind.Relocation: OnRelocationTimeout(timer.Number); break;
            case JobTimerKind.Reconciliation: OnReconciliation(); break;
        }
    }

    private void OnFoundOver(JobFoundOver over)
    {
        MustBeNew();
        _failure = over.Cause;
        Become(over.Outcome switch
        {
            JobOutcome.Finished => JobState.Finishing,
            JobOutcome.Cancelled => JobState.Cancelling,
            _ => JobState.Failing,
        });
        _endStep = EndStep.RecordingOutcome;
        OnOutcomeRecorded(new OutcomeRecorded(Problem: null));
    }

    private void MustBeNew()
    {
        if (_isBegun)
        {
            throw new InvalidOperationException($"A job is started once; this one is {State}.");
        }

        _isBegun = true;
    }

    // ---- subtasks

    private void OnReported(SubtaskReported reported)
    {
        if (!_subtasks.IsCurrent(reported.Subtask, reported.Attempt))
        {
            return;
        }

        if (reported.Status == SubtaskStatus.Stopped)
        {
            OnStopped(reported.Subtask);
            return;
        }

        if (!_subtasks.Advance(reported.Subtask, reported.Status) || IsEnding)
        {
            return;
        }

        if (_recovery is { Phase: RecoveryPhase.Deploying, RestoredFrom: null } recovery
            && _subtasks.AreAtLeast(recovery.Regions, SubtaskStatus.Initializing))
        {
            recovery.RestoredFrom = _now;
        }

        if (_recovery is null or { Phase: RecoveryPhase.Deploying } && _checkpointing == Checkpointing.Off && _subtasks.AllRestored)
        {
            OnAllRestored();
        }

        if (_subtasks.AllFinished)
        {
            End(JobState.Finishing, StopReason.JobFinished);
        }
    }

    private void OnAllRestored()
    {
        if (_recovery is { } done)
        {
            _recovery = null;
            if (done.FailureNumber > 0)
            {
                _effects.Add(new RecordRecovery(done.Entry(done.FailureNumber, _now)));
            }
            else if (done.RelocationNumber > 0)
            {
                _effects.Add(new RecordRelocation(done.Entry(done.RelocationNumber, _now)));
            }
            else if (_wasStartedBefore)
            {
                _effects.Add(new RecordTakeover(done.Entry(0, _now)));
            }
        }

        Become(JobState.Running);
        _checkpointing = Checkpointing.On;
        _effects.Add(new StartCheckpointing());
        CheckpointForRelocation();
    }

    private void OnStopped(SubtaskId subtask)
    {
        if (!IsEnding && !IsBeingStopped(_topology.RegionOf(subtask)))
        {
            var cause = new FailureCause("UnexpectedStop", $"{_topology.NameOf(subtask)} stopped without being told to.");
            _subtasks.Advance(subtask, SubtaskStatus.Stopped);
            Fail([subtask], [_topology.RegionOf(subtask)], cause, random: 0.5);
            return;
        }

        _subtasks.Advance(subtask, SubtaskStatus.Stopped);
        Proceed();
    }

    private void OnLost(IReadOnlyList<SubtaskAttempt> lost, FailureCause cause, double random)
    {
        var current = lost.Where(each => _subtasks.IsCurrent(each.Subtask, each.Attempt)).Select(each => each.Subtask).ToList();
        foreach (var subtask in current)
        {
            _subtasks.Advance(subtask, SubtaskStatus.Stopped);
        }

        // In a region that is being stopped anyway, a failure is as good as an answer.
        var failed = current.Where(subtask => !IsBeingStopped(_topology.RegionOf(subtask))).ToList();
        if (IsEnding || failed.Count == 0)
        {
            Proceed();
        }
        else
        {
            Fail(failed, failed.Select(_topology.RegionOf).Distinct(), cause, random);
        }
    }

    private void OnJobWideFailure(JobWideFailure failure)
    {
        var regions = Enumerable.Range(0, _topology.Regions.Count).ToList();

        // One that comes while all is being started again is made good by that, but for what no start can help.
        if (!IsEnding && (failure.Cause.IsPermanent || !regions.TrueForAll(IsBeingStopped)))
        {
            Fail([], regions, failure.Cause, failure.Random);
        }
    }

    private bool IsBeingStopped(int region) =>
        _recovery is { Phase: not RecoveryPhase.Deploying } recovery && recovery.Regions.Contains(region);

    // ---- common

    // Takes the next step if nothing is left to wait for.
    private void Proceed()
    {
        if (_checkpointing != Checkpointing.Off)
        {
            return;
        }

        if (IsEnding)
        {
            if (_endStep == EndStep.Stopping && _awaitedSelection == 0 && _subtasks.AllGone)
            {
                _endStep = EndStep.RecordingOutcome;
                _effects.Add(new RecordOutcome(Outcome(), _failure));
            }
        }
        else if (_recovery is { Phase: RecoveryPhase.Stopping } ended && _rescale is not null)
        {
            if (_subtasks.AreAtLeast(ended.Regions, SubtaskStatus.Stopped))
            {
                LeaveToSuccessor();
            }
        }
        else if (_recovery is { Phase: RecoveryPhase.Stopping, IsDelayOver: true } recovery
            && _subtasks.AreAtLeast(recovery.Regions, SubtaskStatus.Stopped))
        {
            recovery.Phase = RecoveryPhase.Acquiring;
            recovery.AcquiredFrom = _now;
            recovery.Request = ++_requests;
            _effects.Add(new AcquireSlots(recovery.Request, _topology.Width, SlotsInUse()));
        }
    }

    private void StopCheckpoints(StopReason reason, string? because = null)
    {
        if (_checkpointing == Checkpointing.On)
        {
            _checkpointing = Checkpointing.Stopping;
            _effects.Add(new StopCheckpointing(reason, because));
        }
    }

    private void StopAlive(IReadOnlyList<SubtaskId> subtasks, StopReason reason)
    {
        _lastStop = reason;
        var alive = _subtasks.Alive(subtasks);
        if (alive.Count > 0)
        {
            _effects.Add(new StopSubtasks(alive, reason));
        }
    }

    private void CancelRestartTimer()
    {
        if (_recovery is { Phase: RecoveryPhase.Stopping, IsDelayOver: false } recovery)
        {
            _effects.Add(new CancelJobTimer(new(JobTimerKind.Restart, recovery.Number)));
        }
    }

    private IReadOnlyList<SubtaskId> SubtasksOf(IEnumerable<int> regions) =>
        [.. regions.SelectMany(region => _topology.Regions[region])];

    private void Become(JobState state)
    {
        if (State != state)
        {
            _effects.Add(new JobStateChanged(State, state));
            State = state;
        }
    }
}
