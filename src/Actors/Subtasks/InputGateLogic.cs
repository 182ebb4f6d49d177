using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Actors.Alignment;
using Weir.Actors.Exchange;
using Weir.Operators.Elements;
using Weir.Operators.InFlight;

namespace Weir.Actors.Subtasks;

/// <summary>The input gate at work: channels with an element wait in a queue, so that each gets its turn.</summary>
internal sealed partial class InputGateLogic : GraphStageLogic
{
    private readonly SubtaskStages _stages;
    private readonly BarrierHandler _handler;
    private readonly Inlet<StreamElement>[] _channels;
    private readonly Outlet<GateElement> _out;
    private readonly Queue<int> _ready = new();
    private readonly Queue<GateElement> _decided = new();
    private readonly InputProgress[] _inputs;
    private readonly IReadOnlyList<LocalChannel> _sources;
    private readonly Func<int, InFlightLog> _createLog;
    private readonly int[] _inputOf;
    private readonly int[] _indexInInput;
    private readonly SortedList<long, Barrier> _savepoints = [];
    private Barrier? _latestBarrier;
    private long _firstBarrierId;
    private TimeSpan _startDelay;
    private AlignmentWatch? _watch;
    private long _bytesProcessed;

    public InputGateLogic(
        SubtaskStages stages,
        BarrierHandler handler,
        IReadOnlyList<(int Input, LocalChannel Channel)> sources,
        Func<int, InFlightLog> createLog,
        UniformFanInShape<StreamElement, GateElement> shape)
        : base(shape)
    {
        _stages = stages;
        _handler = handler;
        _out = shape.Out;
        _channels = [.. Enumerable.Range(0, sources.Count).Select(shape.In)];
        _sources = [.. sources.Select(source => source.Channel)];
        _inputOf = [.. sources.Select(source => source.Input)];
        _announced = new long[sources.Count];
        _createLog = createLog;
        _indexInInput = new int[sources.Count];
        int[] widths = new int[_inputOf.Max() + 1];
        for (int channel = 0; channel < sources.Count; channel++)
        {
            _indexInInput[channel] = widths[_inputOf[channel]]++;
        }

        _inputs = [.. widths.Select((width, input) => new InputProgress(input, width))];
        Action dispatch = Dispatch;
        for (int channel = 0; channel < _channels.Length; channel++)
        {
            int index = channel;
            SetHandler(
                _channels[index],
                onPush: () =>
                {
                    _ready.Enqueue(index);
                    _stages.Guarded(dispatch);
                },
                onUpstreamFinish: () => _stages.Fail(
                    new InvalidOperationException($"Input channel {index} completed; channels only end by being stopped.")),
                onUpstreamFailure: _stages.Fail);
        }

        SetHandler(_out, onPull: () => _stages.Guarded(dispatch));
    }

    public override void PreStart() => _stages.Guarded(Start);

    private void Start()
    {
        _stages.AbortAtGate = GetAsyncCallback<long>(id => _stages.Guarded(() =>
        {
            CarryOut(_handler.AbortNotified(id, Now()));
            Dispatch();
        }));
        StartOvertaking();
        _stages.StageStarted();
        foreach (Inlet<StreamElement> channel in _channels)
        {
            Pull(channel);
        }
    }

    private void Dispatch()
    {
        while (IsAvailable(_out))
        {
            if (_decided.TryDequeue(out GateElement decided))
            {
                Push(_out, decided);
                return;
            }

            if (!_ready.TryDequeue(out int channel))
            {
                return;
            }

            StreamElement element = Grab(_channels[channel]);
            _sources[channel].Taken = null;
            if (element.Kind == ElementKind.Records)
            {
                if (_watch is not null)
                {
                    _bytesProcessed += ((RecordBatch)element).SizeBytes;
                }

                var gated = new GateElement(_inputOf[channel], element);
                if (_capture is { } capture)
                {
                    _stages.Handed = gated;
                    if (capture.IsActive)
                    {
                        capture.Pass(channel, element);
                    }
                }

                Push(_out, gated);
                Pull(_channels[channel]);
                return;
            }

            Control(channel, element);
            PullIfOpen(channel);
        }
    }

    private void Control(int channel, StreamElement element)
    {
        InputProgress input = _inputs[_inputOf[channel]];
        switch (element.Kind)
        {
            case ElementKind.Starved:
                // Only when no channel has anything left is it time to flush.
                if (_ready.Count == 0)
                {
                    _decided.Enqueue(new GateElement(input.Input, element));
                }

                break;
            case ElementKind.Watermark:
                input.Advance(_indexInInput[channel], ((Watermark)element).Timestamp, _decided);
                break;
            case ElementKind.Status:
                input.SetIdle(_indexInInput[channel], ReferenceEquals(element, StreamStatus.Idle), _decided);
                break;
            case ElementKind.EndOfData:
                input.End(_indexInInput[channel], _decided);
                break;
            case ElementKind.Barrier:
                ReceiveBarrier(channel, (Barrier)element);
                break;
            case ElementKind.CancellationMarker:
                CarryOut(_handler.CancellationMarkerReceived(channel, ((CancellationMarker)element).CheckpointId, Now()));
                break;
            case ElementKind.EndOfPartition:
                CarryOut(_handler.ChannelEnded(channel, Now()));
                break;
            default:
                throw new InvalidOperationException($"A {element.Kind} came through channel {channel}, where none belongs.");
        }
    }

    private void ReceiveBarrier(int channel, Barrier barrier)
    {
        NoteBarrier(barrier);
        CarryOut(_handler.BarrierReceived(channel, barrier.CheckpointId, barrier.MayOvertake, Now()));
    }

    private void NoteBarrier(Barrier barrier)
    {
        if (barrier.CheckpointId > _firstBarrierId)
        {
            _firstBarrierId = barrier.CheckpointId;
            _startDelay = TimeSpan.FromMilliseconds(Math.Max(0, _stages.NowMs() - barrier.TimestampMs));
            _latestBarrier = barrier;
        }

        if (barrier.Location is not null)
        {
            _savepoints[barrier.CheckpointId] = barrier;
            if (_savepoints.Count > BarrierHandler.MaximumRemembered)
            {
                _savepoints.RemoveAt(0);
            }
        }
    }

    private void CarryOut(IReadOnlyList<AlignmentEffect> effects)
    {
        for (int i = 0; i < effects.Count; i++)
        {
            AlignmentEffect effect = effects[i];
            switch (effect.Kind)
            {
                case AlignmentEffectKind.BlockChannel:
                    // Blocked is a channel that is not pulled: PullIfOpen asks the handler.
                    break;
                case AlignmentEffectKind.UnblockAll:
                    if (!_isHeeding)
                    {
                        PullOpen();
                    }

                    break;
                case AlignmentEffectKind.StartCheckpoint:
                    _stages.LatestAlignment = new SnapshotTiming(_startDelay, effect.Duration, TimeSpan.Zero, _bytesProcessed);
                    Decide(BarrierOf(effect.CheckpointId));
                    break;
                case AlignmentEffectKind.EmitCancellationMarker:
                    _decided.Enqueue(new GateElement(0, new CancellationMarker(effect.CheckpointId)));
                    break;
                case AlignmentEffectKind.Decline:
                    _stages.Listener.Declined(effect.CheckpointId, effect.Reason, null);
                    break;
                default:
                    CarryOutOvertaking(effect);
                    break;
            }
        }

        ShowAlignment();
    }

    /// <summary>For whoever asks what a checkpoint waits for.</summary>
    private void ShowAlignment()
    {
        long aligning = _handler.Aligning;
        if (aligning == 0)
        {
            _stages.Pulse.Alignment = _watch = null;
            _bytesProcessed = 0;
            return;
        }

        AlignmentWatch watch = _watch?.CheckpointId == aligning ? _watch : new AlignmentWatch(aligning, _channels.Length);
        for (int channel = 0; channel < _channels.Length; channel++)
        {
            watch.HasArrived[channel] = _handler.HasArrived(channel);
        }

        if (watch != _watch)
        {
            _stages.Pulse.Alignment = _watch = watch;
            _bytesProcessed = 0;
        }
    }

    private Barrier BarrierOf(long checkpointId) =>
        _latestBarrier is { } latest && latest.CheckpointId == checkpointId ? latest
        : _savepoints.GetValueOrDefault(checkpointId) ?? new Barrier(checkpointId, _stages.NowMs());

    private void Decide(Barrier barrier)
    {
        _stages.BarriersUnderWay++;
        _decided.Enqueue(new GateElement(0, barrier));
    }

    private void PullOpen()
    {
        for (int channel = 0; channel < _channels.Length; channel++)
        {
            PullIfOpen(channel);
        }
    }

    private void PullIfOpen(int channel)
    {
        Inlet<StreamElement> inlet = _channels[channel];
        if (!_handler.IsBlocked(channel) && !HasBeenPulled(inlet) && !IsAvailable(inlet))
        {
            Pull(inlet);
        }
    }

    private TimeSpan Now() => _stages.Clock.GetElapsedTime(0);
}
