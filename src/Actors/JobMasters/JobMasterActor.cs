using Akka.Actor;
using Akka.Event;
using Weir.Actors.Alerts;
using Weir.Actors.Coordination;
using Weir.Actors.Deployments;
using Weir.Actors.Frames;
using Weir.Actors.Jobs;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Actors.Metrics;
using Weir.Actors.Registry;

namespace Weir.Actors.JobMasters;

/// <summary>
/// Directs one job: the shell of its <see cref="JobProtocol"/>. Messages become events; effects become I/O, timers and
/// messages to task managers and subtasks, and what those lead to comes back as an event. It decides nothing itself.
/// </summary>
/// <remarks>A child of the job manager, which makes durable what must not be forgotten, and gives it its slots.</remarks>
internal sealed partial class JobMasterActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan KeepHistoryEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StatusEvery = TimeSpan.FromMilliseconds(200);

    private readonly JobSpecification _job;
    private readonly JobProtocol _protocol;
    private readonly CheckpointStorageSteps _storage;
    private readonly SubtaskDirectory _subtasks;
    private readonly SplitEnumerators _enumerators;
    private readonly JobWatchers _watchers = new();
    private readonly JobJournal _journal;
    private readonly JobAlerts _alerts;
    private readonly JobTelemetry _telemetry;
    private readonly JobDossier _dossier;
    private readonly HistoryKeeper _keeper;
    private readonly MonotonicClock _clock;
    private readonly IActorRef _leader = Context.Parent;
    private readonly ILoggingAdapter _log;
    private readonly Dictionary<long, (IActorRef Requester, bool WantsSavepoint)> _requesters = [];
    private readonly FrameLimit _frames = new(Context.System);
    private readonly CancellationTokenSource _stopping = new();
    private readonly JobEvent _first;
    private Task _tidying = Task.CompletedTask;
    private long _lastRequest;

    /// <param name="job">The job.</param>
    /// <param name="first">How it begins: <see cref="JobStarted"/>, or <see cref="JobFoundOver"/>.</param>
    /// <param name="watchers">Those who hear of it from the first on.</param>
    /// <param name="clock">The clock.</param>
    public JobMasterActor(JobSpecification job, JobEvent first, IReadOnlyCollection<IActorRef> watchers, MonotonicClock clock)
    {
        _job = job;
        _log = Context.GetLogger().OfJob(job.JobId, job.JobName);
        _first = first;
        _clock = clock;
        _protocol = new JobProtocol(job.JobId, job.Topology, job.Checkpointing, job.Recorded, job.Former?.Machine);
        _storage = new CheckpointStorageSteps(job, _clock, _stopping.Token);
        _subtasks = new SubtaskDirectory(job);
        _enumerators = new SplitEnumerators(job, Self, _log, _stopping.Token);
        _journal = new JobJournal(job, _watchers, _log, _clock);
        _alerts = job.Former?.Alerts ?? new JobAlerts(job.JobId, job.JobName, job.Checkpointing, _clock.Now);
        _alerts.Change(job.Checkpointing);
        _telemetry = new JobTelemetry(NodeMetrics.For(Context.System), job);
        _dossier = new JobDossier(job, _journal, _clock);
        _queries = new StateQueries(job);
        _keeper = new HistoryKeeper(job, _dossier.Checkpoints, Context.System.Serialization, _log, _clock, _stopping.Token);
        foreach (IActorRef watcher in watchers)
        {
            Watch(watcher);
        }

        ReceiveFromSubtasks();
        ReceiveFromLeader();
        ReceiveRequests();
        Receive<Happened>(happened => Step(Completed(happened.Event)));
        Receive<ReportStatus>(_ => ReportStatus());
        Receive<AlertsDue>(_ => EvaluateAlerts());
        Receive<HistoryFound>(_keeper.Found);
        Receive<KeepHistory>(_ => _keeper.Keep());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(JobSpecification job, JobEvent first, IReadOnlyCollection<IActorRef> watchers, MonotonicClock clock) =>
        Akka.Actor.Props.Create(() => new JobMasterActor(job, first, watchers, clock));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Messages.ReportStatus.Instance, Messages.ReportStatus.Instance, StatusEvery);
        Timers.StartPeriodicTimer(JobMasters.KeepHistory.Instance, JobMasters.KeepHistory.Instance, KeepHistoryEvery);
        _keeper.LoadAsync().PipeTo(Self);
        if (_first is JobFoundOver over)
        {
            Then(FindOverAsync(over));
        }
        else
        {
            StartAlerts(_job.Checkpointing.Alert);
            Step(_first);
        }
    }

    protected override void PostStop()
    {
        try
        {
            _stopping.Cancel();
        }
        finally
        {
            // What registered with the token may throw; that is not to keep the enumerators open.
            _enumerators.CloseAll();
            _telemetry.Dispose();
        }
    }

    private void ReceiveFromSubtasks()
    {
        Receive<SubtaskReported>(reported =>
        {
            _subtasks.Attach(reported.Subtask, reported.Attempt, Sender);
            Step(reported);
        });
        Receive<SubtaskFailed>(Step);
        Receive<SnapshotAcknowledged>(Step);
        Receive<SnapshotDeclined>(Step);
        Receive<SubtaskFigures>(figures =>
        {
            _journal.Count(figures);
            _subtasks.Note(figures);
        });
        Receive<SplitsRequested>(request =>
        {
            // One that is being given up, or was, may still be heard: the splits it got would be read by nobody.
            if (_subtasks.IsCurrent(request.Subtask, request.Attempt) && _enumerators.Request(request, Sender) is { } cause)
            {
                FailAsAWhole(cause);
            }
        });
        Receive<DiscoverSplits>(_enumerators.Discover);
        Receive<EnumeratorMoved>(moved =>
        {
            if (_enumerators.Moved(moved) is { } cause)
            {
                FailAsAWhole(cause);
            }
            else if (_enumerators.IsCurrent(moved.Host) && moved.Host.DiscoveryInterval is { } interval)
            {
                Timers.StartSingleTimer(moved.Host, new DiscoverSplits(moved.Host), interval);
            }
        });
    }

    private void ReceiveFromLeader()
    {
        Receive<SlotsPlaced>(placed =>
        {
            _subtasks.Place(placed.Places);
            Step(placed.Granted);
        });
        Receive<JobReconfigured>(changed => Reconfigure(changed.Checkpointing));
        Receive<BeginRescale>(Rescale);
        Receive<JobGivenUp>(givenUp => FailAsAWhole(givenUp.Cause));
        Receive<SlotsLacking>(Step);
        Receive<SlotsLost>(Step);
        Receive<SlotsLeaving>(Step);
        Receive<JobClosed>(closed =>
        {
            _watchers.Tell(new JobEnded(_job.JobId, closed.Result));
            Context.Stop(Self);
        });
    }

    private void ReceiveRequests()
    {
        Receive<TriggerNow>(_ =>
        {
            _requesters[++_lastRequest] = (Sender, WantsSavepoint: false);
            Step(new TriggerRequested(_lastRequest));
        });
        Receive<TriggerSavepoint>(trigger =>
        {
            _requesters[++_lastRequest] = (Sender, WantsSavepoint: true);
            Step(new TriggerRequested(_lastRequest, new SavepointTarget(trigger.Directory ?? "", trigger.Format, trigger.Stop)));
        });
        Receive<CancelJob>(cancel =>
        {
            Sender.Tell(new CancelHeard(cancel.JobId));
            Step(new CancelRequested());
        });
        Receive<InjectFailure>(_subtasks.InjectFailure);
        Receive<QueryState>(Query);
        Receive<StateRead>(HaveRead);
        Receive<WatchJob>(watch =>
        {
            bool isNew = Watch(watch.Watcher);
            watch.Watcher.Tell(_journal.Current(_protocol));
            if (isNew && _journal.Takeover is { } takeover)
            {
                watch.Watcher.Tell(takeover);
            }
        });
        Receive<UnwatchJob>(unwatch =>
        {
            if (_watchers.Remove(unwatch.Watcher))
            {
                Context.Unwatch(unwatch.Watcher);
            }
        });
        Receive<Terminated>(gone => _watchers.Remove(gone.ActorRef));
        Receive<DescribeJob>(_ => Sender.Tell(_frames.Fit(Describe())));
        Receive<InspectJob>(_ => Sender.Tell(_dossier.Inspect(_protocol, _subtasks.Activities())));
        Receive<InspectCheckpoints>(_ => Sender.Tell(_dossier.InspectCheckpoints()));
        Receive<InspectCheckpoint>(inspect => Sender.Tell(new CheckpointInspection(_dossier.Checkpoints.Find(inspect.CheckpointId))));
    }

    private bool Watch(IActorRef watcher)
    {
        bool isNew = _watchers.Add(watcher);
        if (isNew)
        {
            Context.Watch(watcher);
        }

        return isNew;
    }

    private JobDescription Describe() => new(
        _journal.Current(_protocol),
        _job.SubmittedAt,
        _job.Shape,
        [
            .. _job.Topology.Subtasks.Select(subtask => new SubtaskPlace(
                subtask, _job.Topology.NameOf(subtask), _protocol.Job.StatusOf(subtask), _subtasks.NodeOf(subtask))),
        ],
        [.. _protocol.Coordinator.Completed.Order()],
        _journal.Failures,
        Cause: null);

    private void ReportStatus()
    {
        JobStatus status = _journal.Current(_protocol);
        _leader.Tell(status);
        _telemetry.Set(status);
        _watchers.Tell(status);
    }

    private void Reconfigure(CheckpointingConfiguration changed)
    {
        TimeSpan? before = _dossier.Checkpointing.Alert.Every;
        _dossier.Checkpointing = changed;
        _alerts.Change(changed);
        if (before != changed.Alert.Every)
        {
            StartAlerts(changed.Alert);
        }

        Step(new CheckpointingReconfigured(changed));
    }

    private void StartAlerts(AlertConfiguration alert)
    {
        Timers.Cancel(AlertsDue.Instance);
        if (alert.Every is { } every)
        {
            Timers.StartPeriodicTimer(AlertsDue.Instance, AlertsDue.Instance, every);
        }
    }

    private void EvaluateAlerts()
    {
        foreach (JobAlert alert in _alerts.Evaluate(_clock.Now))
        {
            _journal.NoteAlert(alert);
            _leader.Tell(new AlertRaised(alert, _dossier.Checkpointing.Alert.Webhook));
        }

        _telemetry.SetAlerts(_alerts.Firing);
    }

    /// <summary>The one who is asked why a checkpoint expired knows what the subtasks said of themselves.</summary>
    private ProtocolEvent Completed(ProtocolEvent happened) =>
        happened is TimerFired { Timer.Kind: CoordinatorTimerKind.Expiry } fired ? fired with { Activities = _subtasks.Activities() } : happened;

    private void FailAsAWhole(FailureCause cause) =>
        Step(new JobWideFailure(cause with { OccurredAt = _clock.Now }, Random.Shared.NextDouble()));

    private void Step(ProtocolEvent happened)
    {
        if (happened is OutcomeRecorded { Problem: { } problem })
        {
            _journal.NoteOutcomeNotRecorded(problem);
        }

        _dossier.Note(happened);
        foreach (ProtocolEffect effect in _protocol.Handle(happened, _clock.Now, Random.Shared.NextDouble()))
        {
            _journal.Note(effect, _protocol);
            _alerts.Note(effect, _clock.Now);
            _telemetry.Note(effect);
            if (effect is ReportCompleted or ReportFailed)
            {
                _telemetry.Set(_journal.Current(_protocol));
            }

            _dossier.Note(effect);
            CarryOut(effect);
            NoteRescaled(effect);
        }
    }

    /// <summary>Ends when the facts are durable; never, when this leader is none any more.</summary>
    private Task RecordAsync(params IReadOnlyList<RegistryFact> facts)
    {
        var recorded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _leader.Tell(new RecordFacts(facts, recorded));
        return recorded.Task;
    }

    private void Then<T>(Task<T> step)
        where T : ProtocolEvent => step.PipeTo(Self, success: static happened => new Happened(happened));

    private void Then(Task step, ProtocolEvent happened) => step.PipeTo(Self, success: () => new Happened(happened));

    private void Then(ProtocolEvent happened) => Self.Tell(new Happened(happened));
}
