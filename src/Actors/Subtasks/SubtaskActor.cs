using Akka.Actor;
using Akka.Event;
using Weir.Actors.Alignment;
using Weir.Actors.Coordination;
using Weir.Actors.Faults;
using Weir.Actors.Frames;
using Weir.Actors.Jobs;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Actors.Metrics;
using Weir.Operators.Chains;
using Weir.Operators.Graph;
using Weir.Operators.Runtime;

namespace Weir.Actors.Subtasks;

/// <summary>
/// One parallel instance of an operator chain, in one attempt. Restores the chain, runs it as a stream, writes its
/// snapshots, and says how it is. Ends by being stopped, or by a failure, which it throws.
/// </summary>
/// <remarks>
/// Whatever its end, the job master hears of it only when nothing of the subtask is left: streams stopped, files
/// closed. The next attempt may then take over its files.
/// </remarks>
internal sealed partial class SubtaskActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan FiguresEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>How often splits that have not come are asked for: request and answer may be lost with a connection.</summary>
    private static readonly TimeSpan SplitsAgain = TimeSpan.FromSeconds(2);

    private readonly SubtaskDeployment _deployment;
    private readonly JobDeployment _job;
    private readonly SubtaskId _subtask;
    private readonly Attempt _attempt;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SnapshotStorage _storage;
    private readonly SnapshotWriters _writers;
    private readonly SnapshotAnswers _answers = new();
    private readonly FrameLimit _frames = new(Context.System);
    private readonly string _name;
    private readonly SubtaskFaults? _faults;
    private OperatorChain? _chain;
    private ActivityGauge? _gauge;
    private SubtaskGauges? _gauges;
    private Task _opening = Task.CompletedTask;
    private SubtaskControl? _control;
    private FailureCause? _failure;
    private SubtaskStatus _status;
    private long _finalCheckpoint;
    private int _assignments;

    public SubtaskActor(SubtaskDeployment deployment, TimeProvider clock)
    {
        _deployment = deployment;
        _job = deployment.Job;
        _subtask = deployment.Subtask;
        _attempt = deployment.Attempt;
        _clock = clock;
        _log = Context.GetLogger().OfJob(_job.JobId, _job.JobName).OfSubtask(_subtask, _attempt, _job.Graph);
        _name = $"{Vertex.Name} ({_subtask.Index + 1}/{Vertex.Parallelism})";
        _faults = FaultPoints.For(Context.System).Of(new FaultySubtask(
            _job.JobId,
            _job.JobName,
            [.. Vertex.Nodes.SelectMany(node => new[] { node.Name, node.Uid })],
            _subtask.Index,
            _attempt.Number,
            Vertex.IsSource));
        _storage = new SnapshotStorage(_job, _subtask.Index, _name, _log);
        _writers = new SnapshotWriters(_storage, _stopping.Token);
        ReceiveLife();
        ReceiveFromCoordinator();
        ReceiveFromStages();
        ReceiveQueries();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private JobVertex Vertex => _job.Graph.Vertices[_subtask.Vertex.Value];

    public static Props Props(SubtaskDeployment deployment, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new SubtaskActor(deployment, clock));

    protected override void PreStart() => Self.Tell(Begin.Instance);

    protected override void PostStop()
    {
        RefusePeeks();
        SendFigures();
        if (_gauges is not null)
        {
            NodeMetrics.For(Context.System).Remove(_gauges);
        }

        IActorRef taskManager = Context.Parent;
        taskManager.Tell(new LastWordComes(_job.JobId, _subtask, _attempt));
        CleanUpAsync().ContinueWith(
            cleaned => taskManager.Tell(new SubtaskClosed(_job.JobId, _subtask, _attempt, LastWord(cleaned)), ActorRefs.NoSender),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private void ReceiveLife()
    {
        Receive<Begin>(_ => Guarded(Open));
        Receive<Opened>(opened => Guarded(() =>
        {
            _storage.SayWhatWasRead();
            opened.Wiring.Run(Context, new StageMessages(Self), _faults, _deployment.SuspendedBy);
        }));
        Receive<Started>(started =>
        {
            _control = started.Control;
            SendFigures();
            Timers.StartPeriodicTimer(ReportFigures.Instance, ReportFigures.Instance, FiguresEvery);
            Report(SubtaskStatus.Running);
        });
        Receive<ReportFigures>(_ => SendFigures());
        Receive<SayStatus>(_ => Report(_status));
        Receive<ChainFailed>(failed => throw Fail(failed.Cause));
        Receive<InjectFailure>(inject => _control?.Fail(new InjectedFailureException(inject.Message)));
    }

    private void ReceiveFromCoordinator()
    {
        Receive<TriggerCheckpoint>(trigger => trigger.Attempt == _attempt, trigger =>
        {
            if (!_answers.IsNew(trigger.CheckpointId))
            {
                AnswerAgain(trigger.CheckpointId);
                return;
            }

            if (_control is null)
            {
                Decline(trigger.CheckpointId, DeclineReason.NotRunning, null);
                return;
            }

            if (trigger.Assignments != _assignments)
            {
                // Splits that nobody has yet would be in no snapshot; those that came before a trigger that was lost the first time, in two.
                Decline(trigger.CheckpointId, DeclineReason.NotRunning, null);
                return;
            }

            _control.TriggerBarrier(new Barrier(trigger.CheckpointId, trigger.TimestampMs, trigger.Location, trigger.Suspends, trigger.MayOvertake)
            {
                IncrementalBase = trigger.IncrementalBase,
                Savepoint = trigger.Savepoint,
            });
        });
        Receive<EndSource>(end => end.Attempt == _attempt, _ => _control?.Drain());
        Receive<AskSnapshot>(ask => ask.Attempt == _attempt, ask => AnswerAgain(ask.CheckpointId));
        Receive<CheckpointCompleted>(completed => completed.Attempt == _attempt, completed => Guarded(() =>
        {
            _answers.Forget(completed.CheckpointId);
            _storage.Completed(completed.CheckpointId);
            _faults?.AtCommit(completed.CheckpointId);
            if (completed.IsFinal)
            {
                _finalCheckpoint = completed.CheckpointId;
            }

            _control?.NotifyComplete(completed.CheckpointId);
        }));
        Receive<CheckpointAborted>(aborted => aborted.Attempt == _attempt, aborted =>
        {
            _answers.Forget(aborted.CheckpointId);
            _writers.Abort(aborted.CheckpointId);
            _storage.Aborted(aborted.CheckpointId);
            _control?.NotifyAborted(aborted.CheckpointId);
        });
        Receive<SplitsAssigned>(assigned => assigned.Attempt == _attempt, assigned =>
        {
            if (assigned.Number == _assignments + 1)
            {
                _assignments++;
                Timers.Cancel(SplitsWanted.Instance);
                _control?.AddSplits(assigned.Splits);
            }
        });
        Receive<NoMoreSplits>(none => none.Attempt == _attempt, _ =>
        {
            Timers.Cancel(SplitsWanted.Instance);
            _control?.NoMoreSplits();
        });
    }

    private void ReceiveFromStages()
    {
        Receive<SnapshotTaken>(taken =>
        {
            _gauge?.Writing(taken.Barrier.CheckpointId);
            _writers.WriteAsync(taken.Barrier.CheckpointId, taken.Barrier.Location, taken.Snapshot, taken.Timing).PipeTo(Self);
        });
        Receive<SnapshotWritten>(written =>
        {
            _gauge?.Written(written.CheckpointId);
            Guarded(() => Acknowledge(written));
        });
        Receive<SnapshotNotWritten>(failed =>
        {
            _gauge?.Written(failed.CheckpointId);
            if (failed.Cause is { } cause)
            {
                Decline(failed.CheckpointId, DeclineReason.WriteFailed, cause);
            }
        });
        Receive<SnapshotDeclinedByStage>(declined => Decline(declined.CheckpointId, declined.Reason, declined.Cause));
        Receive<DataEnded>(_ => Report(SubtaskStatus.DataFinished));
        Receive<SplitsWanted>(wanted =>
        {
            _job.Master.Tell(new SplitsRequested(_subtask, _attempt, _assignments));
            Timers.StartSingleTimer(SplitsWanted.Instance, wanted, SplitsAgain);
        });
        Receive<CommitsDone>(done =>
        {
            if (_finalCheckpoint > 0 && done.CheckpointId >= _finalCheckpoint)
            {
                Report(SubtaskStatus.Finished);
            }
        });
    }

    private void Open()
    {
        Report(SubtaskStatus.Initializing);
        IActorRef self = Self;
        var wiring = SubtaskWiring.Create(
            _deployment,
            _clock,
            message => _log.Warning("Job {0}: subtask {1}: {2}", _job.JobId, _name, message),
            error => self.Tell(new ChainFailed(error)),
            Context.System);
        _chain = wiring.Chain;
        _gauge = new ActivityGauge(wiring.Pulse, wiring.Producers);
        _opening = _chain.OpenAsync(_deployment.State, _storage.ReaderFor(_deployment.StateLocation), _stopping.Token).AsTask();
        _opening.PipeTo(Self, success: () => new Opened(wiring), failure: error => new ChainFailed(error));
    }

    /// <summary>Functions of the job are made in this step: what they throw is a failure of the subtask, with its cause.</summary>
    private void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (Exception error)
        {
            throw Fail(error);
        }
    }

    private SubtaskFailedException Fail(Exception cause)
    {
        // A stream that fails tears down what reads from it; the first failure is the cause.
        if (_failure is null)
        {
            _failure = FailureCause.From(cause, _clock.GetUtcNow(), PermanentFailure.IsBehind(cause));
            _log.OfFailure(_failure).Warning("Job {0}: subtask {1}, attempt {2}, failed: {3}", _job.JobId, _name, _attempt.Number, _failure.Message);
        }

        Context.Parent.Tell(new SubtaskStops(_job.JobId, _subtask, _attempt, _failure));
        return new SubtaskFailedException(_name, cause);
    }

    private void Acknowledge(SnapshotWritten written)
    {
        var acknowledged = new SnapshotAcknowledged(
            _job.JobId, _subtask, _attempt, written.CheckpointId, written.Snapshot, written.Metrics);
        string what = $"The acknowledgement of checkpoint {written.CheckpointId} by {_name}";
        if (_frames.Problem(what, acknowledged, _job.Master) is { } problem)
        {
            Decline(written.CheckpointId, DeclineReason.WriteFailed, new MessageTooLargeException(problem));
            return;
        }

        if (_faults is null)
        {
            _answers.Remember(written.CheckpointId, acknowledged);
            _job.Master.Tell(acknowledged);
            return;
        }

        // What is planned to get lost is not to be said again.
        IActorRef self = Self;
        _faults.Acknowledge(written.CheckpointId, () => _job.Master.Tell(acknowledged, self));
    }

    private void Decline(long checkpointId, DeclineReason reason, Exception? cause)
    {
        FailureCause? failure = cause is null ? null : FailureCause.From(cause, _clock.GetUtcNow());
        _log.OfCheckpoint(checkpointId).OfFailure(failure).Log(
            failure is null ? LogLevel.DebugLevel : LogLevel.WarningLevel,
            cause: null,
            $"Job {_job.JobId}: subtask {_name} declines checkpoint {checkpointId} ({reason}){(failure is null ? "" : $": {failure.Message}")}");
        var declined = new SnapshotDeclined(_job.JobId, _subtask, _attempt, checkpointId, reason, failure);
        _answers.Remember(checkpointId, declined);
        _job.Master.Tell(declined);
    }

    private void AnswerAgain(long checkpointId)
    {
        if (_answers.Find(checkpointId) is { } answer)
        {
            _job.Master.Tell(answer);
        }
    }

    private void SendFigures()
    {
        if (_chain is null || _gauge is null)
        {
            return;
        }

        SubtaskMetrics metrics = _chain.Metrics;
        SubtaskActivity activity = _gauge.Read();
        Gauges(metrics).Activity = activity;
        _job.Master.Tell(new SubtaskFigures(
            _subtask, _attempt, Volatile.Read(ref metrics.RecordsIn), Volatile.Read(ref metrics.RecordsOut), activity));
    }

    private SubtaskGauges Gauges(SubtaskMetrics metrics)
    {
        if (_gauges is null)
        {
            _gauges = new SubtaskGauges(
                metrics,
                [
                    new("job_id", _job.JobId),
                    new("job_name", _job.JobName),
                    new("task_name", Vertex.Name),
                    new("subtask_index", _subtask.Index),
                    new("task_attempt_num", _attempt.Number),
                ]);
            NodeMetrics.For(Context.System).Add(_gauges);
        }

        return _gauges;
    }

    private void Report(SubtaskStatus status)
    {
        _status = status;
        if (status is SubtaskStatus.DataFinished or SubtaskStatus.Finished)
        {
            SendFigures();
        }

        _log.Debug("Job {0}: subtask {1}, attempt {2}: {3}", _job.JobId, _name, _attempt.Number, status);
        _job.Master.Tell(new SubtaskReported(_subtask, _attempt, status));
    }
}
