using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>
/// A job's machines wired to each other: what the job machine wants of the coordinator and of the restore selection
/// goes straight there, and back. What is left for the outside is I/O, timers and messages to subtasks.
/// </summary>
/// <remarks>
/// Outside, <see cref="SubtaskReported"/> is said once; both machines hear it here, the coordinator first: when the
/// last subtask runs, it has to know before it is started. Effects that are answered inside never come out. Requests
/// for checkpoints that come from outside have numbers above 0; those below are the job machine's own.
/// </remarks>
internal sealed class JobProtocol
{
    private readonly Queue<ProtocolEvent> _events = new();
    private List<ProtocolEffect> _effects = [];
    private readonly RecordedCheckpoints? _recorded;
    private RestoreSelection? _selection;
    private CandidatesListed? _listed;

    private readonly bool _hasCopies;

    // It has run under this leader, and could start from what was restored last; else that may be damaged, and is read whole.
    private bool _isTrusted;
    private bool _isRestoring;

    // By selection: what is being set aside, or could not be. It is no checkpoint of the job any more, and yet not to be deleted.
    private readonly Dictionary<int, IReadOnlyList<SkippedCheckpoint>> _damaged = [];

    // The savepoint that is being recorded as the job's last.
    private long _stopping;
    private IReadOnlyList<SkippedCheckpoint> _skipped = [];

    /// <param name="recorded">
    /// What the leaders before this one recorded of the job: then only recorded checkpoints are restored. Null: there is
    /// no registry that outlives the process, and what is in the storage counts.
    /// </param>
    /// <param name="predecessor">Of the machine before, when the job has been rescaled; null: there is none.</param>
    public JobProtocol(
        string jobId, JobTopology topology, CheckpointingConfiguration configuration, RecordedJob? recorded = null, Predecessor? predecessor = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var relocationTimeout = configuration.Timeout < JobMachine.DefaultRelocationTimeout ? configuration.Timeout : JobMachine.DefaultRelocationTimeout;
        Job = new JobMachine(topology, configuration.Restart.CreateStrategy(), recorded?.LastAttempt ?? Attempt.None, relocationTimeout, predecessor);
        Coordinator = new CheckpointCoordinator(jobId, topology, configuration, recorded?.Stop);
        _recorded = recorded is null ? null : new RecordedCheckpoints(recorded);
        _hasCopies = configuration.LocalRecovery;
    }

    public JobMachine Job { get; }

    public CheckpointCoordinator Coordinator { get; }

    /// <summary>Takes one event of any of the machines.</summary>
    /// <param name="random">In [0, 1): for what this event may lead to inside.</param>
    public IReadOnlyList<ProtocolEffect> Handle(ProtocolEvent happened, DateTimeOffset now, double random)
    {
        _effects = [];
        _events.Enqueue(happened);
        while (_events.TryDequeue(out var next))
        {
            switch (next)
            {
                case SubtaskReported reported:
                    Take(Coordinator.Handle(new SubtaskStatusReported(reported.Subtask, reported.Attempt, reported.Status), now), random);
                    Take(Job.Handle(reported, now), random);
                    break;
                case JobFoundOver when _recorded is not null:
                    Take(Coordinator.Handle(_recorded.Restored(_recorded.Latest), now), random);
                    Take(Job.Handle((JobEvent)next, now), random);
                    break;
                case JobTimerFired { Timer.Kind: JobTimerKind.Reconciliation } due:
                    Take(Job.Handle(due, now), random);
                    Take(Coordinator.Handle(new ReconciliationDue(), now), random);
                    break;
                case SubtaskFailed { Cause.IsLostConnection: false } failed when _isRestoring:
                    _isTrusted = false;
                    Take(Job.Handle(failed, now), random);
                    break;
                case RescaleRequested when Coordinator.IsStopping:
                    _effects.Add(new RefuseRescale("the job is being stopped with a savepoint"));
                    break;
                case JobEvent job:
                    Take(Job.Handle(job, now), random);
                    break;
                case CoordinatorEvent coordinator:
                    if (coordinator is not CompletionRecorded completed || completed.CheckpointId != _stopping)
                    {
                        _recorded?.Note(coordinator);
                    }

                    Take(Coordinator.Handle(coordinator, now), random);
                    break;
                case RestoreEvent restore:
                    OnRestoreEvent(restore, random);
                    break;
                default:
                    throw new ArgumentException($"No machine takes the event {next.GetType().Name}.", nameof(happened));
            }
        }

        return _effects;
    }

    private void OnRestoreEvent(RestoreEvent restore, double random)
    {
        if (restore is SetAsideFinished { Cause: null })
        {
            _damaged.Remove(restore.Selection);
        }

        // Of a selection that the job no longer waits for: it was cancelled, or another region failed meanwhile.
        if (_selection is null || _selection.Number != restore.Selection)
        {
            return;
        }

        _listed = restore as CandidatesListed ?? _listed;
        Take(_selection.Handle(restore), random);
    }

    private void Take(IReadOnlyList<ProtocolEffect> effects, double random)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case SelectRestore select when Stop is { } stop:
                    // Sinks have committed up to there: there is no going back behind it.
                    _selection = new RestoreSelection(select.Selection, [stop.CheckpointId], isOnlyKnown: true);
                    _effects.AddRange(_selection.Begin());
                    break;
                case SelectRestore select:
                    _selection = new RestoreSelection(
                        select.Selection, _recorded?.Ids ?? Coordinator.Completed, isOnlyKnown: _recorded is not null, isLatestTrusted: _hasCopies && _isTrusted);
                    _isRestoring = true;
                    _effects.AddRange(_selection.Begin());
                    break;
                case SetAside aside:
                    // At once: should the job be restored anew before that is done, they must not be chosen, nor dropped again.
                    _recorded?.Remove(aside.Skipped);
                    _damaged[aside.Selection] = aside.Skipped;
                    _effects.Add(aside);
                    break;
                case CheckpointChosen chosen:
                    _selection = null;
                    _skipped = chosen.Skipped;
                    _events.Enqueue(new RestoreSelected(chosen.Selection, chosen.CheckpointId, chosen.Skipped));
                    break;
                case RestoreImpossible impossible:
                    _selection = null;
                    _events.Enqueue(new RestoreRefused(impossible.Selection, impossible.Cause));
                    break;
                case RestoreCheckpointing restore:
                    Tell((_recorded?.Restored(restore.CheckpointId)
                        ?? new CheckpointRestored(
                            restore.CheckpointId, IsStop(restore.CheckpointId) ? Coordinator.Completed : Readable(), _listed?.HighestUsedId ?? 0))
                        with { IsStopped = IsStop(restore.CheckpointId) });
                    break;
                case RecordCompleted record:
                    _stopping = record.Stop?.CheckpointId ?? _stopping;
                    _effects.Add(record);
                    break;
                case SweepStorage sweep when _damaged.Count > 0:
                    _effects.Add(sweep with { Keep = [.. sweep.Keep, .. _damaged.Values.SelectMany(skipped => skipped).Select(skipped => skipped.CheckpointId)] });
                    break;
                case DropCheckpoint drop:
                    _recorded?.Remove(drop.CheckpointId);
                    _effects.Add(drop);
                    break;
                case DeploySubtasks deploy:
                    Tell(new AttemptStarted(deploy.Subtasks, deploy.Attempt));
                    _effects.Add(deploy with { IsSuspended = IsStop(deploy.RestoreFrom) });
                    break;
                case StartCheckpointing:
                    _isTrusted = true;
                    _isRestoring = false;
                    Tell(new CheckpointingStarted(random));
                    break;
                case StopCheckpointing stop: Tell(new CheckpointingStopped(stop.Reason, stop.Because)); break;
                case ShutDownCheckpointing shutDown:
                    _selection = null;
                    Tell(new ShutDownRequested(shutDown.Outcome, shutDown.IsRecorded));
                    break;
                case ReportQuiesced: Tell(new CheckpointingQuiesced()); break;
                case ReportShutDown: Tell(new CheckpointingShutDown()); break;
                case RequestCheckpoint request: Tell(new TriggerRequested(-request.Relocation)); break;
                case AnswerRequest { RequestId: < 0 } answer:
                    Tell(new RelocationCheckpointEnded((int)-answer.RequestId, answer.CompletedId, answer.Message));
                    break;
                case RestartJob restart: Tell(new RestartRequested(restart.Reason)); break;
                case FailJob fail: Tell(new JobWideFailure(fail.Cause, random)); break;
                default: _effects.Add(effect); break;
            }
        }
    }

    private RecordedStop? Stop => Coordinator.Stop;

    private bool IsStop(long? checkpointId) => checkpointId is { } id && Stop is { } stop && stop.CheckpointId == id;

    private void Tell(ProtocolEvent happened) => _events.Enqueue(happened);

    private IReadOnlyList<long> Readable() =>
        [.. (_listed?.StoredIds ?? []).Where(id => _skipped.All(skipped => skipped.CheckpointId != id))];
}
