using System.Diagnostics;
using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Actors.Alignment;
using Weir.Operators.Chains;
using Weir.Operators.Elements;

namespace Weir.Actors.Subtasks;

/// <summary>
/// The thread of a subtask: takes elements (or drives the source) while every output has room, snapshots when a barrier
/// has been aligned, and fires timers.
/// </summary>
/// <remarks>
/// Exceptions never leave a handler: they are reported to the subtask's actor, which fails by supervision.
/// </remarks>
internal sealed class ChainLogic : TimerGraphStageLogic
{
    /// <summary>Records processed between two looks at the outputs.</summary>
    private const int SliceRecords = 1024;

    private const string FlushTimer = "flush";
    private const string ProcessingTimer = "processing-time";

    private readonly SubtaskStages _stages;
    private readonly OperatorChain _chain;
    private readonly IReadOnlyList<OutputPort> _ports;
    private readonly Inlet<GateElement>? _in;
    private readonly Action _continue;
    private readonly SourceTurns? _source;
    private RecordBatch? _batch;
    private int _batchInput;
    private int _batchOffset;
    private bool _dataFinished;
    private bool _isIdle;
    private long _armedTimerMs = long.MaxValue;
    private readonly Suspension _suspension;
    private readonly HashSet<long> _committing = [];
    private Action<(long Id, Exception? Error)> _commitsEnded = static _ => { };

    public ChainLogic(SubtaskStages stages, IReadOnlyList<OutputPort> ports, AmorphousShape shape)
        : base(shape)
    {
        _stages = stages;
        _suspension = new Suspension(stages.SuspendedBy);
        _chain = stages.Chain;
        _ports = ports;
        _continue = Continue;
        if (shape.Inlets.Length > 0)
        {
            _in = (Inlet<GateElement>)shape.Inlets[0];
            Action take = () => Take(Grab(_in));
            SetHandler(
                _in,
                onPush: () => Guarded(take),
                onUpstreamFinish: () => _stages.Fail(new InvalidOperationException("The input gate completed; it only ends by being stopped.")),
                onUpstreamFailure: _stages.Fail);
        }
        else
        {
            _source = new SourceTurns(stages, IsBlocked, () => _stages.Faults?.AtRecord(_chain.Metrics.RecordsOut), ReportDataFinished);
        }

        for (int i = 0; i < ports.Count; i++)
        {
            OutputPort port = ports[i];
            var outlet = (Outlet<StreamElement>)shape.Outlets[i];
            port.Attach(element =>
            {
                if (!IsAvailable(outlet))
                {
                    return false;
                }

                Push(outlet, element);
                return true;
            });
            SetHandler(outlet, onPull: () =>
            {
                if (port.IsBlocked)
                {
                    Guarded(port.OnDemand);
                    GoOn();
                }
            });
        }
    }

    public override void PreStart() => Guarded(Start);

    /// <summary>Whoever stops the subtask no longer listens; else this is news, whatever ended the stream.</summary>
    public override void PostStop() =>
        _stages.Fail(new InvalidOperationException("The subtask's stream ended without being told to."));

    private void Start()
    {
        // A chain without channels has no port at all, and must live until it is stopped.
        SetKeepGoing(true);
        _commitsEnded = GetAsyncCallback<(long Id, Exception? Error)>(CommitsEnded);
        Action<long> abort = GetAsyncCallback<long>(id => Guarded(() => Aborted(id)));
        _stages.Control = new SubtaskControl
        {
            TriggerBarrier = GetAsyncCallback<Barrier>(barrier => Guarded(() => Checkpoint(barrier))),
            NotifyComplete = GetAsyncCallback<long>(id => Guarded(() => StartCommits(id))),
            NotifyAborted = id =>
            {
                _stages.AbortAtGate?.Invoke(id);
                abort(id);
            },
            AddSplits = GetAsyncCallback<ReadOnlyMemory<byte>>(splits => Guarded(() => _source!.AddSplits(splits))),
            NoMoreSplits = GetAsyncCallback(() => Guarded(() => _source!.NoMoreSplits())),
            Drain = GetAsyncCallback(() => Guarded(() => _source?.Drain())),
            Fail = GetAsyncCallback<Exception>(_stages.Fail),
        };
        _chain.OnWake(GetAsyncCallback(() => Guarded(() =>
        {
            _chain.CheckOutside();
            Continue();
        })));
        ScheduleRepeatedly(FlushTimer, _stages.FlushInterval);
        _stages.StageStarted();
        if (_source is { } source)
        {
            source.Start(
                GetAsyncCallback(() => Guarded(source.TurnComes)),
                GetAsyncCallback<long>(wait => Guarded(() => source.Woken(wait))));
        }
        else if (!_suspension.IsActive)
        {
            _isIdle = true;
            _stages.Pulse.Idle.Begin();
            Pull(_in!);
        }
    }

    protected override void OnTimer(object timerKey)
    {
        if ((string)timerKey == FlushTimer)
        {
            if (_chain.HasUnflushedOutput && !IsBlocked())
            {
                Guarded(_chain.FlushOutputs);
            }

            return;
        }

        _armedTimerMs = long.MaxValue;
        if (_suspension.IsActive)
        {
            return;
        }

        Guarded(() =>
        {
            _chain.OnProcessingTime(_stages.NowMs());
            _chain.FlushOutputs();
        });
    }

    /// <summary>Takes up what had to stop when an output was blocked.</summary>
    private void GoOn() => Guarded(_continue);

    private void Continue()
    {
        if (_source is { } source)
        {
            source.Read();
        }
        else if (_batch is not null && !IsBlocked())
        {
            ProcessBatch();
        }
        else if (_batch is null && !IsBlocked() && !HasBeenPulled(_in) && !IsAvailable(_in))
        {
            Pull(_in);
        }
    }

    private void Take(GateElement gated)
    {
        StreamElement element = gated.Element;
        if (_isIdle && element.Kind != ElementKind.Starved)
        {
            _isIdle = false;
            _stages.Pulse.Idle.End();
        }

        switch (element.Kind)
        {
            case ElementKind.Records:
                _batch = (RecordBatch)element;
                _batchInput = gated.Input;
                _batchOffset = 0;
                ProcessBatch();
                return;
            case ElementKind.Watermark:
                _chain.ProcessWatermark(gated.Input, ((Watermark)element).Timestamp);
                _stages.Pulse.Advance(gated.Input, ((Watermark)element).Timestamp);
                break;
            case ElementKind.Status:
                _chain.ProcessStatus(gated.Input, ReferenceEquals(element, StreamStatus.Idle));
                break;
            case ElementKind.Barrier:
                Checkpoint((Barrier)element);
                break;
            case ElementKind.CancellationMarker:
                _chain.BroadcastToOutputs(element);
                break;
            case ElementKind.EndOfData:
                _chain.EndOfData(gated.Input);
                ReportDataFinished();
                break;
            case ElementKind.Starved:
                _chain.FlushOutputs();
                if (!_isIdle)
                {
                    _isIdle = true;
                    _stages.Pulse.Idle.Begin();
                }

                break;
            default:
                throw new InvalidOperationException($"The input gate passed on a {element.Kind}, which a chain does not take.");
        }

        PullUnlessBlocked();
    }

    private void ProcessBatch()
    {
        RecordBatch batch = _batch!;
        while (_batchOffset < batch.Count)
        {
            if (IsBlocked())
            {
                return;
            }

            int count = Math.Min(SliceRecords, batch.Count - _batchOffset);
            if (_stages.Faults is { } faults)
            {
                count = faults.Limit(_chain.Metrics.RecordsIn, count);
            }

            _chain.Process(_batchInput, batch, _batchOffset, count);
            _batchOffset += count;
            _stages.Faults?.AtRecord(_chain.Metrics.RecordsIn);
        }

        _batch = null;
        batch.Release();
        PullUnlessBlocked();
    }

    private void PullUnlessBlocked()
    {
        if (!IsBlocked() && !HasBeenPulled(_in))
        {
            Pull(_in);
        }
    }

    /// <summary>The barrier goes on first, then the state as of the barrier is fixed.</summary>
    private void Checkpoint(Barrier barrier)
    {
        // The savepoint was given up, or nothing would follow it.
        if (_suspension.End())
        {
            Continue();
        }

        _stages.Faults?.AtBarrier(barrier.CheckpointId);
        long started = Stopwatch.GetTimestamp();
        _stages.Pulse.Synchronous = new SynchronousPart(barrier.CheckpointId, started);
        try
        {
            Snapshot(barrier, started);
        }
        finally
        {
            _stages.Pulse.Synchronous = null;
        }
    }

    private void Snapshot(Barrier barrier, long started)
    {
        SnapshotTiming timing = _source is null
            ? _stages.LatestAlignment
            : new SnapshotTiming(TimeSpan.FromMilliseconds(Math.Max(0, _stages.NowMs() - barrier.TimestampMs)), default, default, 0);
        _chain.BroadcastBarrier(barrier);
        ChainSnapshot snapshot;
        try
        {
            snapshot = _chain.Snapshot(barrier.CheckpointId);
        }
        catch (Exception error)
        {
            _stages.Listener.Declined(barrier.CheckpointId, DeclineReason.SnapshotFailed, error);
            return;
        }

        _suspension.Passed(barrier);
        _stages.Listener.SnapshotTaken(barrier, snapshot, timing with { Synchronous = Stopwatch.GetElapsedTime(started) });
    }

    private void Aborted(long checkpointId)
    {
        _chain.NotifyCheckpointAborted(checkpointId);
        if (_suspension.Aborted(checkpointId))
        {
            Continue();
        }
    }

    private void StartCommits(long checkpointId)
    {
        // A reminder may overtake slow commits: they are not made twice.
        if (!_committing.Add(checkpointId))
        {
            return;
        }

        Action<(long, Exception?)> ended = _commitsEnded;
        _ = _chain.NotifyCheckpointCompleteAsync(checkpointId).ContinueWith(
            task => ended((checkpointId, task.Exception?.InnerException ?? (task.IsCanceled ? new OperationCanceledException() : null))),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private void CommitsEnded((long Id, Exception? Error) commits) => Guarded(() =>
    {
        _committing.Remove(commits.Id);
        if (commits.Error is { } error)
        {
            _stages.Fail(error);
            return;
        }

        _chain.CommitsDone(commits.Id);
        _stages.Listener.Committed(commits.Id);
    });

    private bool ReportDataFinished()
    {
        if (!_dataFinished && _chain.IsDataFinished)
        {
            _dataFinished = true;
            _stages.Listener.DataFinished();
        }

        return _dataFinished;
    }

    private void ArmProcessingTimer()
    {
        long next = _chain.NextProcessingTimerMs;
        if (next >= _armedTimerMs || _stages.HasFailed || _suspension.IsActive)
        {
            return;
        }

        _armedTimerMs = next;
        ScheduleOnce(ProcessingTimer, TimeSpan.FromMilliseconds(Math.Max(0, next - _stages.NowMs())));
    }

    private bool IsBlocked()
    {
        if (_suspension.IsActive)
        {
            return true;
        }

        foreach (OutputPort port in _ports)
        {
            if (port.IsBlocked)
            {
                return true;
            }
        }

        return _chain.IsPaced;
    }

    private void Guarded(Action step)
    {
        _stages.Guarded(step);
        ArmProcessingTimer();
    }
}
