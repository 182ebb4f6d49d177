using System.Diagnostics;
using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Operators.Chains;
using Weir.Operators.Elements;
using Weir.State.Backends;

namespace Weir.Actors.Subtasks;

/// <summary>
/// The thread of a subtask: takes elements (or drives the source) while every output has room, snapshots when a barrier
/// has been aligned, and fires timers.
/// </summary>
/// <remarks>
/// Exceptions never leave a handler: they are reported to the subtask's actor, which fails by supervision.
/// </remarks>
internal sealed partial class ChainLogic : TimerGraphStageLogic
{
    private const string FlushTimer = "flush";
    private const string ProcessingTimer = "processing-time";
    private const long LongestTimerWaitMs = 1_000;

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
    private readonly SlicePace _pace = new();
    private Action _goOnLater = static () => { };

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
    public override void PostStop()
    {
        _outputsDue?.Dispose();
        _stages.Fail(new InvalidOperationException("The subtask's stream ended without being told to."));
    }

    private void Start()
    {
        // A chain without channels has no port at all, and must live until it is stopped.
        SetKeepGoing(true);
        _commitsEnded = GetAsyncCallback<(long Id, Exception? Error)>(CommitsEnded);
        Action<long> abort = GetAsyncCallback<long>(id => Guarded(() => Aborted(id)));
        _goOnLater = GetAsyncCallback(GoOn);
        StartOvertaking();
        _stages.Control = new SubtaskControl
        {
            TriggerBarrier = GetAsyncCallback<Barrier>(barrier => Guarded(() =>
            {
                Checkpoint(barrier);

                // What blocked an output may have gone ahead with the barrier.
                Continue();
            })),
            NotifyComplete = GetAsyncCallback<long>(id => Guarded(() => StartCommits(id))),
            NotifyAborted = id =>
            {
                _stages.AbortAtGate?.Invoke(id);
                abort(id);
            },
            AddSplits = GetAsyncCallback<ReadOnlyMemory<byte>>(splits => Guarded(() => _source!.AddSplits(splits))),
            NoMoreSplits = GetAsyncCallback(() => Guarded(() => _source!.NoMoreSplits())),
            Peek = GetAsyncCallback<StatePeek>(peek => Guarded(() => Peek(peek))),
            Drain = GetAsyncCallback(() => Guarded(() => _source?.Drain())),
            Fail = GetAsyncCallback<Exception>(_stages.Fail),
        };
        _chain.OnWake(GetAsyncCallback(() => Guarded(() =>
        {
            _chain.CheckOutside();
            Continue();
        })));
        ScheduleRepeatedly(FlushTimer, _stages.FlushInterval);
        _chain.ProcessRestoredInside();
        _stages.StageStarted();
        if (_source is { } source)
        {
            source.Start(
                GetAsyncCallback(() => Guarded(source.TurnComes)),
                GetAsyncCallback<long>(wait => Guarded(() => source.Woken(wait))));
        }
        else if (!_suspension.IsActive)
        {
            if (_chain.Restored is not { Waiting.Count: > 0 })
            {
                _isIdle = true;
                _stages.Pulse.Idle.Begin();
            }

            Continue();
        }
    }

    /// <summary>What goes wrong with the look-up itself is no failure of the subtask: nothing of the stream depends on it.</summary>
    private void Peek(StatePeek peek)
    {
        _chain.EndTurns();
        PeekedState? found = null;
        Exception? problem = null;
        try
        {
            found = _chain.Peek(peek.Query.Operator, peek.Query.State, peek.Key.Span);
        }
        catch (Exception error)
        {
            problem = error;
        }

        _stages.Listener.Peeked(new StatePeeked(peek, found, problem));
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
        else if (!IsBlocked())
        {
            if (_batch is not null || TakeRestored())
            {
                ProcessBatch();
            }
            else if (!HasBeenPulled(_in) && !IsAvailable(_in))
            {
                Pull(_in);
            }
        }
    }

    /// <summary>What was in flight at the restored barrier comes before anything else.</summary>
    private bool TakeRestored()
    {
        if (_chain.Restored is not { } restored || !restored.Waiting.TryDequeue(out (int Input, RecordBatch Batch) next))
        {
            return false;
        }

        (_batchInput, _batch, _batchOffset) = (next.Input, next.Batch, 0);
        return true;
    }

    private void Take(GateElement gated)
    {
        StreamElement element = gated.Element;
        _stages.Handed = default;
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
                _stages.BarriersUnderWay--;
                Checkpoint((Barrier)element);
                Heed();
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
        do
        {
            RecordBatch batch = _batch!;
            while (_batchOffset < batch.Count)
            {
                Heed();
                if (IsBlocked())
                {
                    return;
                }

                int count = Math.Min(_pace.Records, batch.Count - _batchOffset);
                if (_stages.Faults is { } faults)
                {
                    count = faults.Limit(_chain.Metrics.RecordsIn, count);
                }

                long started = Stopwatch.GetTimestamp();
                _chain.Process(_batchInput, batch, _batchOffset, count);
                _batchOffset += count;
                _stages.Faults?.AtRecord(_chain.Metrics.RecordsIn);
                if (_pace.Processed(count, started, Stopwatch.GetTimestamp()))
                {
                    // What waits in the mailbox has its turn.
                    _goOnLater();
                    return;
                }
            }

            _batch = null;
            batch.Release();
        }
        while (TakeRestored());
        PullUnlessBlocked();
    }

    private void PullUnlessBlocked()
    {
        if (!IsBlocked() && !HasBeenPulled(_in))
        {
            Pull(_in);
        }
    }

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

        // The time of day may be set on meanwhile, or the machine stand still: the wait is measured by a clock that neither moves.
        _armedTimerMs = next;
        ScheduleOnce(ProcessingTimer, TimeSpan.FromMilliseconds(Math.Clamp(next - _stages.NowMs(), 0, LongestTimerWaitMs)));
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
