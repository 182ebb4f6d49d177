using Akka.Actor;
using Akka.Event;
using Weir.Actors.Jobs;
using Weir.Actors.Coordination;
using Weir.Actors.Exchange;
using Weir.Actors.Messages;

namespace Weir.Actors.JobMasters;

/// <summary>
/// Directs one job: the shell of its <see cref="JobProtocol"/>. Messages become events; effects become I/O, timers and
/// messages to subtasks, and what those lead to comes back as an event. It decides nothing itself.
/// </summary>
internal sealed class JobMasterActor : ReceiveActor, IWithTimers
{
    private readonly JobSpecification _job;
    private readonly JobProtocol _protocol;
    private readonly CheckpointStorageSteps _storage;
    private readonly SubtaskDirectory _subtasks;
    private readonly SplitEnumerators _enumerators;
    private readonly JobDeployment _deployment;
    private readonly JobJournal _journal;
    private readonly MonotonicClock _clock;
    private readonly IActorRef _taskManager;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<long, IActorRef> _requesters = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _tidying = Task.CompletedTask;
    private long _lastRequest;

    public JobMasterActor(JobSpecification job, IActorRef taskManager, IActorRef watcher, MonotonicClock clock)
    {
        _job = job;
        _taskManager = taskManager;
        _clock = clock;
        _protocol = new JobProtocol(job.JobId, job.Topology, job.Checkpointing);
        _storage = new CheckpointStorageSteps(job, _clock, _stopping.Token);
        _subtasks = new SubtaskDirectory(job, taskManager);
        _enumerators = new SplitEnumerators(job, Self, _log, _stopping.Token);
        _journal = new JobJournal(job, watcher, _log, _clock);
        _deployment = new JobDeployment(
            job.JobId, job.JobName, job.Graph, job.Checkpointing, job.Storage, new JobExchange(job.ChannelCapacity), Self);

        Receive<SubtaskReported>(reported =>
        {
            _subtasks.Attach(reported.Subtask, reported.Attempt, Sender);
            Step(reported);
        });
        Receive<OutcomeRecorded>(recorded =>
        {
            if (recorded.Problem is { } problem)
            {
                _journal.NoteOutcomeNotRecorded(problem);
            }

            Step(recorded);
        });
        Receive<ProtocolEvent>(Step);
        ReceiveSplitMessages();
        ReceiveRequests();
        Receive<SubtaskFigures>(figures => _journal.Count(figures));
        Receive<ReportStatus>(_ => _journal.ReportStatus(_protocol));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(JobSpecification job, IActorRef taskManager, IActorRef watcher, MonotonicClock clock) =>
        Akka.Actor.Props.Create(() => new JobMasterActor(job, taskManager, watcher, clock));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(ReportStatus.Instance, ReportStatus.Instance, TimeSpan.FromMilliseconds(200));
        Step(new JobStarted());
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
        }
    }

    private void ReceiveSplitMessages()
    {
        Receive<SplitsRequested>(request =>
        {
            if (_enumerators.Request(request.Subtask, request.Attempt, Sender) is { } cause)
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

    private void ReceiveRequests()
    {
        Receive<TriggerNow>(_ =>
        {
            _requesters[++_lastRequest] = Sender;
            Step(new TriggerRequested(_lastRequest));
        });
        Receive<CancelJob>(_ => Step(new CancelRequested()));
        Receive<InjectFailure>(inject => _taskManager.Tell(inject));
    }

    private void FailAsAWhole(FailureCause cause) =>
        Step(new JobWideFailure(cause with { OccurredAt = _clock.Now }, Random.Shared.NextDouble()));

    private void Step(ProtocolEvent happened)
    {
        foreach (ProtocolEffect effect in _protocol.Handle(happened, _clock.Now, Random.Shared.NextDouble()))
        {
            CarryOut(effect);
        }
    }

    private void CarryOut(ProtocolEffect effect)
    {
        _journal.Note(effect, _protocol);
        switch (effect)
        {
            // Choosing what to restore, and starting from it.
            case ListCandidates list:
                _storage.ListAsync(list.Selection).PipeTo(Self);
                break;
            case FindStart find:
                _storage.FindStartAsync(find.Selection).PipeTo(Self);
                break;
            case VerifyCandidate verify:
                _storage.VerifyAsync(verify.Selection, verify.CheckpointId).PipeTo(Self);
                break;
            case SetAside aside:
                _storage.SetAsideAsync(aside.Selection, aside.Skipped).PipeTo(Self);
                break;
            case DeploySubtasks deploy:
                Deploy(deploy);
                break;
            case StopSubtasks stop:
                _subtasks.Stop(stop.Subtasks);
                break;
            case AcquireSlots acquire:
                // There is one task manager, in this process, and it has as many slots as are wanted.
                Self.Tell(new SlotsGranted(acquire.Request, [.. Enumerable.Repeat(default(TaskManagerId), acquire.Slots)]));
                break;
            case TakeAttempt take:
                // Attempts are counted within this process: no other leader goes on from here.
                Self.Tell(new AttemptRecorded(take.Attempt));
                break;
            case SetJobTimer set:
                Timers.StartSingleTimer(set.Timer, new JobTimerFired(set.Timer), set.Delay);
                break;
            case CancelJobTimer cancel:
                Timers.Cancel(cancel.Timer);
                break;
            case RecordOutcome outcome:
                _storage.RecordOutcomeAsync(outcome.Outcome).PipeTo(Self);
                break;
            case CompleteJob complete:
                Complete(complete);
                break;

            // Taking a checkpoint.
            case CreateStorageLocation create:
                _storage.CreateLocationAsync(create.CheckpointId).PipeTo(Self);
                break;
            case SnapshotEnumerators snapshot:
                Self.Tell(_enumerators.Snapshot(snapshot.CheckpointId));
                break;
            case TriggerSources trigger:
                long timestampMs = trigger.Timestamp.ToUnixTimeMilliseconds();
                _subtasks.Send(trigger.Sources, attempt => new TriggerCheckpoint(attempt, trigger.CheckpointId, timestampMs));
                break;
            case WriteMetadata write:
                _storage.WriteMetadataAsync(write).PipeTo(Self);
                break;
            case RecordCompleted record:
                // The metadata file is the record: within one process there is no one else to tell.
                Self.Tell(new CompletionRecorded(record.CheckpointId));
                break;
            case NotifyComplete complete:
                _subtasks.Send(complete.Subtasks, attempt => new CheckpointCompleted(attempt, complete.CheckpointId, complete.IsFinal));
                break;
            case NotifyAborted aborted:
                _subtasks.Send(aborted.Subtasks, attempt => new CheckpointAborted(attempt, aborted.CheckpointId, aborted.LatestCompleted));
                break;
            case Schedule schedule:
                Timers.StartSingleTimer(schedule.Timer, new TimerFired(schedule.Timer), schedule.Delay);
                break;
            case CancelTimer cancel:
                Timers.Cancel(cancel.Timer);
                break;
            case AnswerRequest answer:
                if (_requesters.Remove(answer.RequestId, out IActorRef? requester))
                {
                    requester.Tell(answer);
                }

                break;

            // Storage hygiene.
            case DropCheckpoint drop:
                Tidy(_storage.DropAsync(drop.CheckpointId), $"delete checkpoint {drop.CheckpointId}");
                break;
            case DiscardPending discard:
                Tidy(_storage.DiscardAsync(discard.CheckpointId), $"delete what the aborted checkpoint {discard.CheckpointId} wrote");
                break;
            case SweepStorage sweep:
                _journal.Watch(_storage.SweepAsync(sweep), "delete what earlier attempts left in the checkpoint storage")
                    .PipeTo(Self, success: static () => new StorageSwept());
                break;

            // What only the journal has to know; and DiscardSnapshot: its files lie in the location of a checkpoint that
            // is discarded or swept as a whole.
            default:
                break;
        }
    }

    private void Deploy(DeploySubtasks deploy)
    {
        foreach (SubtaskId subtask in deploy.Subtasks)
        {
            _subtasks.Deployed(subtask, deploy.Attempt);
        }

        RestoredCheckpoint restored;
        try
        {
            restored = _storage.Restored(deploy.RestoreFrom);
        }
        catch (Exception error)
        {
            // The checkpoint and the graph stay as they are, so the next attempt would end here too.
            CannotDeploy(deploy, FailureCause.From(error, _clock.Now, isPermanent: true));
            return;
        }

        if (_enumerators.Reset(deploy.Subtasks, restored) is { } cause)
        {
            CannotDeploy(deploy, cause with { OccurredAt = _clock.Now });
            return;
        }

        foreach (SubtaskId subtask in deploy.Subtasks)
        {
            _taskManager.Tell(new SubtaskDeployment(_deployment, subtask, deploy.Attempt, restored.StateOf(subtask), restored.Location));
        }
    }

    /// <summary>None of the subtasks was started. A message, since the effects of this step are still being carried out.</summary>
    private void CannotDeploy(DeploySubtasks deploy, FailureCause cause) => Self.Tell(new SubtasksLost(
        [.. deploy.Subtasks.Select(subtask => new SubtaskAttempt(subtask, deploy.Attempt))], cause, Random.Shared.NextDouble()));

    private void Complete(CompleteJob complete)
    {
        Timers.Cancel(ReportStatus.Instance);
        IActorRef self = Self;
        IActorRef parent = Context.Parent;
        JobResult result = _journal.Result(complete, _protocol);
        CleanUpAsync().ContinueWith(_ => parent.Tell(new JobEnded(_job.JobId, result), self), TaskScheduler.Default);
    }

    /// <summary>What the job leaves behind is what its kept checkpoints name, and nothing else.</summary>
    private async Task CleanUpAsync()
    {
        await _tidying.ConfigureAwait(false);
        await _journal.Watch(_storage.RemoveAbandonedOutputAsync(), "remove output that was prepared and never committed").ConfigureAwait(false);
    }

    /// <summary>Nobody waits for a deletion, but the job is not over before it is done.</summary>
    private void Tidy(Task deletion, string what) => _tidying = Task.WhenAll(_tidying, _journal.Watch(deletion, what));
}
