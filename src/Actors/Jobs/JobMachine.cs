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
/// quiet; choose a checkpoint; deploy as a new attempt. Regions that fail while others are being stopped join them.
/// Checkpointing runs only while every subtask of the job does.
/// </para>
/// <para>
/// Invariants: a checkpoint is chosen only when no metadata write is under way, and never while a subtask of the
/// region may still be alive; what an older attempt says changes nothing; <see cref="CompleteJob"/> comes once, when
/// every subtask is gone, the outcome is durable and the coordinator has shut down.
/// </para>
/// <para>The time must not go backwards.</para>
/// </remarks>
internal sealed partial class JobMachine
{
    private readonly JobTopology _topology;
    private readonly RestartStrategy _restarts;
    private readonly SubtaskTable _subtasks;
    private List<JobEffect> _effects = [];
    private Recovery? _recovery;
    private Checkpointing _checkpointing = Checkpointing.Off;
    private FailureCause? _failure;
    private Attempt _lastAttempt = Attempt.None;
    private DateTimeOffset _now;
    private int _failures;
    private int _recoveries;
    private int _selections;
    private int _awaitedSelection;
    private EndStep _endStep;

    public JobMachine(JobTopology topology, RestartStrategy restarts)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(restarts);
        _topology = topology;
        _restarts = restarts;
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

    public JobState State { get; private set; } = JobState.Created;

    /// <summary>How many failures led to a restart or to the end, so far.</summary>
    public int Failures => _failures;

    public SubtaskStatus StatusOf(SubtaskId subtask) => _subtasks[subtask];

    private bool IsEnding => State >= JobState.Finishing;

    /// <summary>Takes one event. The list of effects is the caller's: it is not touched again.</summary>
    public IReadOnlyList<JobEffect> Handle(JobEvent happened, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(happened);
        _effects = [];
        _now = now;
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
            case RestartDelayElapsed elapsed: OnDelayElapsed(elapsed); break;
            case CancelRequested: OnCancelRequested(); break;
            default: throw new ArgumentException($"The job machine does not know the event {happened.GetType().Name}.", nameof(happened));
        }

        return _effects;
    }

    private void OnStarted()
    {
        MustBeNew();
        Become(JobState.Running);
        _recovery = new Recovery(0, 0, Enumerable.Range(0, _topology.Regions.Count), _now) { IsDelayOver = true };
        Proceed();
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
        if (State != JobState.Created)
        {
            throw new InvalidOperationException($"A job is started once; this one is {State}.");
        }
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
            && _subtasks.IsEach(SubtasksOf(recovery.Regions), status => status >= SubtaskStatus.Initializing))
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
                var restoredFrom = done.RestoredFrom ?? _now;
                _effects.Add(new RecordRecovery(new RecoveryEntry(
                    done.FailureNumber,
                    done.Attempt,
                    done.RestoredCheckpoint,
                    done.Skipped,
                    Stop: done.SelectedFrom - done.Begun,
                    Select: done.DeployedFrom - done.SelectedFrom,
                    Deploy: restoredFrom - done.DeployedFrom,
                    Restore: _now - restoredFrom)));
            }
        }

        Become(JobState.Running);
        _checkpointing = Checkpointing.On;
        _effects.Add(new StartCheckpointing());
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
        if (!IsEnding && !regions.TrueForAll(IsBeingStopped))
        {
            Fail([], regions, failure.Cause, failure.Random);
        }
    }

    private bool IsBeingStopped(int region) =>
        _recovery is { Phase: RecoveryPhase.Stopping or RecoveryPhase.Selecting } recovery && recovery.Regions.Contains(region);

    // ---- failure and recovery

    private void Fail(IReadOnlyList<SubtaskId> subtasks, IEnumerable<int> regions, FailureCause cause, double random)
    {
        _failures++;
        var decision = cause.IsPermanent
            ? RestartDecision.GiveUp("starting again cannot help")
            : _restarts.OnFailure(_now, random);
        var detect = cause.OccurredAt is { } occurred && occurred < _now ? _now - occurred : TimeSpan.Zero;
        _effects.Add(new RecordFailure(new FailureEntry(
            _failures, _now, subtasks, cause, detect, decision.ShouldRestart ? decision.Delay : null, decision.Reason)));
        if (!decision.ShouldRestart)
        {
            _failure = cause;
            End(JobState.Failing, StopReason.JobFailing);
            return;
        }

        if (_recovery is { Phase: not RecoveryPhase.Deploying } joined)
        {
            joined.Regions.UnionWith(regions);
            CancelRestartTimer();
            joined.Number = ++_recoveries;
            joined.Phase = RecoveryPhase.Stopping;
            joined.IsDelayOver = false;
        }
        else
        {
            _recovery = new Recovery(++_recoveries, _failures, regions, _now);
        }

        Become(JobState.Restarting);
        StopCheckpoints(StopReason.TaskFailure);
        StopAlive(SubtasksOf(_recovery.Regions), StopReason.TaskFailure);
        _effects.Add(new ScheduleRestart(_recovery.Number, decision.Delay));
        Proceed();
    }

    private void OnDelayElapsed(RestartDelayElapsed elapsed)
    {
        if (_recovery is { Phase: RecoveryPhase.Stopping } recovery && recovery.Number == elapsed.Recovery)
        {
            recovery.IsDelayOver = true;
            Proceed();
        }
    }

    private void OnQuiesced()
    {
        if (_checkpointing == Checkpointing.Stopping)
        {
            _checkpointing = Checkpointing.Off;
            Proceed();
        }
    }

    private void OnRestoreSelected(RestoreSelected selected)
    {
        if (selected.Selection == _awaitedSelection)
        {
            // Nothing is deployed any more; but only now the coordinator can know what there is to delete.
            _awaitedSelection = 0;
            _effects.Add(new RestoreCheckpointing(selected.CheckpointId));
            Proceed();
            return;
        }

        if (_recovery is not { Phase: RecoveryPhase.Selecting } recovery || recovery.Selection != selected.Selection)
        {
            return;
        }

        recovery.Phase = RecoveryPhase.Deploying;
        recovery.DeployedFrom = _now;
        recovery.RestoredCheckpoint = selected.CheckpointId;
        recovery.Skipped = selected.Skipped;
        recovery.Attempt = _lastAttempt = _lastAttempt.Next();
        var subtasks = SubtasksOf(recovery.Regions);
        _subtasks.Begin(subtasks, recovery.Attempt);
        _effects.Add(new RestoreCheckpointing(selected.CheckpointId));
        _effects.Add(new DeploySubtasks(subtasks, recovery.Attempt, selected.CheckpointId));
    }

    private void OnRestoreRefused(RestoreRefused refused)
    {
        if (refused.Selection == _awaitedSelection)
        {
            _awaitedSelection = 0;
            Proceed();
        }
        else if (_recovery is { Phase: RecoveryPhase.Selecting } recovery && recovery.Selection == refused.Selection)
        {
            recovery.Phase = RecoveryPhase.Stopping;
            Fail([], recovery.Regions, refused.Cause, random: 0.5);
        }
    }

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
        else if (_recovery is { Phase: RecoveryPhase.Stopping, IsDelayOver: true } recovery
            && _subtasks.IsEach(SubtasksOf(recovery.Regions), status => status == SubtaskStatus.Stopped))
        {
            recovery.Phase = RecoveryPhase.Selecting;
            recovery.SelectedFrom = _now;
            recovery.Selection = ++_selections;
            _effects.Add(new SelectRestore(recovery.Selection));
        }
    }

    private void StopCheckpoints(StopReason reason)
    {
        if (_checkpointing == Checkpointing.On)
        {
            _checkpointing = Checkpointing.Stopping;
            _effects.Add(new StopCheckpointing(reason));
        }
    }

    private void StopAlive(IReadOnlyList<SubtaskId> subtasks, StopReason reason)
    {
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
            _effects.Add(new CancelRestartTimer(recovery.Number));
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
