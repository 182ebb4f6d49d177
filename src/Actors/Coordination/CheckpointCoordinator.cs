using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>
/// Takes a job's checkpoints. Plain and single-threaded: an event and the time go in, effects come out; the actor
/// around it carries them out, and whatever they lead to comes back as an event.
/// </summary>
/// <remarks>
/// <para>
/// A checkpoint: id recorded as used → location created → enumerators snapshotted and sources triggered, in one step → every subtask has
/// acknowledged → metadata written (durable: from here the checkpoint exists) → journal told → subtasks told, older
/// ones dropped.
/// </para>
/// <para>
/// The coordinator is <em>idle</em> until the job machine starts it, <em>active</em> while all subtasks run, then
/// <em>stopping</em> until no metadata write is under way. That wait matters: a restore that chose a checkpoint while
/// a newer one was being written would go back behind something that a later restart finds complete.
/// </para>
/// <para>
/// Invariants: ids grow and are never used twice, nor is anything deleted of an id that is not recorded; at most <c>max-concurrent</c> checkpoints are pending (the final one
/// aside); at most one is waiting for its id or its location; nothing that is complete, or perhaps complete, is deleted but by
/// retention, after a newer one is complete for certain.
/// </para>
/// <para>
/// Savepoints go the same way, beside the checkpoints: they do not count for max-concurrent and min-pause, are in no
/// list of completed ones, and nothing is committed for them. One that stops the job is recorded, and from there on
/// the job only ends: see the other parts of this class.
/// </para>
/// <para>The time must not go backwards.</para>
/// </remarks>
internal sealed partial class CheckpointCoordinator
{
    /// <summary>How many manual requests may wait.</summary>
    public const int MaximumQueuedRequests = 1000;

    /// <summary>The pause before a failed final checkpoint is tried again.</summary>
    public static readonly TimeSpan FinalRetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>How often subtasks that have not reported finished are told again to.</summary>
    public static readonly TimeSpan FinalReminderDelay = TimeSpan.FromSeconds(1);

    private readonly string _jobId;
    private readonly JobTopology _topology;
    private CheckpointingConfiguration _configuration;
    private readonly SubtaskRoster _roster;
    private readonly CompletedCheckpoints _completed;
    private readonly FailureCounter _failures;
    private readonly SortedDictionary<long, PendingCheckpoint> _pending = [];
    private readonly RequestQueue _requests = new();
    private List<CoordinatorEffect> _effects = [];
    private Phase _phase = Phase.Idle;
    private bool _isRetaining;
    private int _sweeps;
    private DateTimeOffset _now;
    private DateTimeOffset? _lastEnded;
    private bool _isPeriodicDue;

    // When the next periodic one is tried; and whether that is only because min-pause was not over.
    private DateTimeOffset _periodicAt;
    private bool _isResting;
    private bool _isFinalRetryWaiting;
    private long? _finalId;
    private SavepointRequest? _draining;
    private DateTimeOffset? _nextSavepoint;
    private readonly RecentIds _savepoints = new();
    private readonly RecentIds _aborted = new();
    private long? _resumed;

    // The job has been told to restart, and not yet begun to: what is still there is at an end that is none.
    private bool _isRestartAwaited;
    private long _nextId = 1;

    // The highest id that is certainly this job's past or present; above it may be another leader's.
    private long _highestTaken;

    /// <param name="stop">The savepoint with which an earlier leader stopped the job; null: it goes on.</param>
    public CheckpointCoordinator(string jobId, JobTopology topology, CheckpointingConfiguration configuration, RecordedStop? stop = null)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(configuration);
        _jobId = jobId;
        Stop = stop;
        _topology = topology;
        _configuration = configuration;
        _roster = new SubtaskRoster(topology);
        _completed = new CompletedCheckpoints(configuration.Retained);
        _failures = new FailureCounter(configuration.TolerableFailures);
    }

    private enum Phase
    {
        Idle,
        Active,
        Stopping,
        ShuttingDown,
        ShutDown,
    }

    /// <summary>0: none.</summary>
    public long LatestCompleted => _completed.Latest;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<long> Completed => _completed.Ids;

    /// <summary>The completed savepoint that stops the job; null: none.</summary>
    public RecordedStop? Stop { get; private set; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<long> Pending => [.. _pending.Keys];

    /// <summary>Takes one event. The list of effects is the caller's: it is not touched again.</summary>
    public IReadOnlyList<CoordinatorEffect> Handle(CoordinatorEvent happened, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(happened);
        _effects = [];
        _now = now;
        switch (happened)
        {
            case CheckpointRestored restored: OnRestored(restored); break;
            case AttemptStarted started: OnAttemptStarted(started); break;
            case SubtaskStatusReported reported: OnStatus(reported); break;
            case CheckpointingStarted started: OnStarted(started); break;
            case CheckpointingStopped stopped: OnStopped(stopped); break;
            case ShutDownRequested requested: OnShutDown(requested); break;
            case TriggerRequested requested: OnTriggerRequested(requested); break;
            case ReconciliationDue: Reconcile(); break;
            case TimerFired fired: OnTimer(fired); break;
            case CheckpointIdRecorded recorded: OnIdRecorded(recorded.CheckpointId); break;
            case LocationReady ready: OnLocationReady(ready); break;
            case LocationFailed failed: OnLocationFailed(failed); break;
            case EnumeratorsSnapshotted snapshotted: OnEnumerators(snapshotted); break;
            case EnumeratorsFailed failed: OnEnumeratorsFailed(failed); break;
            case SnapshotAcknowledged acknowledged: OnAcknowledged(acknowledged); break;
            case SnapshotDeclined declined: OnDeclined(declined); break;
            case MetadataWritten written: OnMetadataWritten(written); break;
            case MetadataFailed failed: OnMetadataFailed(failed); break;
            case MetadataUnknown unknown: OnUnknown(unknown.CheckpointId, PendingPhase.Writing, unknown.Cause); break;
            case CompletionRecorded recorded: OnRecorded(recorded); break;
            case CompletionRecordFailed failed: OnUnknown(failed.CheckpointId, PendingPhase.Recording, failed.Cause); break;
            case StorageSwept: OnSwept(); break;
            case CheckpointingReconfigured reconfigured: OnReconfigured(reconfigured.Configuration); break;
            default: throw new ArgumentException($"The coordinator does not know the event {happened.GetType().Name}.", nameof(happened));
        }

        return _effects;
    }

    // ---- the job's life

    private void OnRestored(CheckpointRestored restored)
    {
        if (_phase != Phase.Idle)
        {
            throw new InvalidOperationException($"A restore while checkpointing is {_phase}: it has to be stopped, and quiet, before.");
        }

        if (restored.IsStopped)
        {
            _completed.Restore(restored.CompletedIds.Count == 0 ? null : restored.CompletedIds.Max(), restored.CompletedIds);
            _highestTaken = Math.Max(_highestTaken, restored.RestoredId ?? 0);
            _nextId = Math.Max(_nextId, _highestTaken + 1);
        }
        else
        {
            _completed.Restore(restored.RestoredId, restored.CompletedIds);
        }

        _nextId = Math.Max(_nextId, Math.Max(restored.HighestUsedId, _completed.Latest) + 1);
        foreach (var id in restored.CompletedIds)
        {
            _nextId = Math.Max(_nextId, id + 1);
            _highestTaken = Math.Max(_highestTaken, id);
        }

        _highestTaken = Math.Max(_highestTaken, Math.Max(restored.HighestUsedId, _completed.Latest));
        Drop(_completed.Excess());
        Sweep();
    }

    private void OnAttemptStarted(AttemptStarted started)
    {
        _roster.Begin(started.Subtasks, started.Attempt);
        _finalId = null;
    }

    private void OnStatus(SubtaskStatusReported reported)
    {
        if (!_roster.Update(reported.Subtask, reported.Attempt, reported.Status))
        {
            return;
        }

        if (_roster.AllFinished)
        {
            _effects.Add(new CancelTimer(new(CoordinatorTimerKind.FinalReminder)));
        }

        TryTrigger();
    }

    private void OnStarted(CheckpointingStarted started)
    {
        if (_phase != Phase.Idle)
        {
            throw new InvalidOperationException($"Checkpointing was started while it is {_phase}.");
        }

        _phase = Phase.Active;
        if (Stop is { } stop)
        {
            CommitStop(stop.CheckpointId);
            return;
        }

        ScheduleAutomatic();
        if (_configuration.Interval is { } interval)
        {
            var earliest = _configuration.MinimumPause;
            var latest = interval > earliest ? interval : earliest;
            SchedulePeriodic(earliest + (latest - earliest) * started.Random);
        }

        TryTrigger();
    }

    private void OnStopped(CheckpointingStopped stopped)
    {
        if (_phase is Phase.Idle or Phase.Active)
        {
            _phase = Phase.Stopping;
            _isRestartAwaited = false;
            Halt(CheckpointFailureReasons.Of(stopped.Reason), $"the job's tasks are stopped: {stopped.Because ?? $"{stopped.Reason}"}");
        }

        SettleIfQuiet();
    }

    private void OnShutDown(ShutDownRequested requested)
    {
        if (_phase is Phase.ShuttingDown or Phase.ShutDown)
        {
            return;
        }

        _phase = Phase.ShuttingDown;
        _isRetaining = !requested.IsRecorded || Retains(requested.Outcome);
        Halt(CheckpointFailureReason.ShutDown, $"the job is over: {requested.Outcome}");
        SettleIfQuiet();
    }

    private void OnSwept()
    {
        // A sweep that a restore began may still be under way when the last one begins.
        _sweeps--;
        if (_phase == Phase.ShuttingDown && _sweeps == 0 && !_pending.Values.Any(pending => pending.IsFinalizing))
        {
            _phase = Phase.ShutDown;
            _effects.Add(new ReportShutDown());
        }
    }

    // Ends all that can be ended: what is being finalized goes on.
    private void Halt(CheckpointFailureReason reason, string message)
    {
        _isPeriodicDue = false;
        _isFinalRetryWaiting = false;
        _effects.Add(new CancelTimer(new(CoordinatorTimerKind.Periodic)));
        _effects.Add(new CancelTimer(new(CoordinatorTimerKind.FinalRetry)));
        _effects.Add(new CancelTimer(new(CoordinatorTimerKind.FinalReminder)));
        HaltSavepoints(reason, message);
        RefuseRequests(reason, message);
        foreach (var pending in _pending.Values.Where(pending => !pending.IsFinalizing).ToList())
        {
            Abort(pending, reason, message);
        }
    }

    private void SettleIfQuiet()
    {
        if (_pending.Values.Any(pending => pending.IsFinalizing))
        {
            return;
        }

        if (_phase == Phase.Stopping)
        {
            _phase = Phase.Idle;
            _effects.Add(new ReportQuiesced());
        }
        else if (_phase == Phase.ShuttingDown)
        {
            if (!_isRetaining)
            {
                Drop(_completed.Clear());
            }

            Sweep();
        }
    }

    private void Sweep()
    {
        _sweeps++;
        _effects.Add(new SweepStorage(_completed.Kept, _highestTaken + 1));
    }

    private bool Retains(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Finished => false,
        JobOutcome.Cancelled => _configuration.Retention == CheckpointRetention.RetainOnCancellation,
        JobOutcome.Failed => _configuration.Retention != CheckpointRetention.NoExternalized,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private void Drop(IReadOnlyList<long> ids)
    {
        foreach (var id in ids)
        {
            _effects.Add(new DropCheckpoint(id));
        }
    }
}
