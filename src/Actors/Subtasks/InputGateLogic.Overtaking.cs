using Weir.Actors.Alignment;
using Weir.Actors.Exchange;
using Weir.Operators.Elements;

namespace Weir.Actors.Subtasks;

/// <content>Barriers that overtake.</content>
internal sealed partial class InputGateLogic
{
    private readonly List<StreamElement> _ahead = [];
    private readonly long[] _announced;
    private GateCapture? _capture;
    private DueTimer? _alignmentDue;
    private Action _afterHeeding = static () => { };
    private bool _isHeeding;
    private Barrier? _startNow;

    public override void PostStop()
    {
        _capture?.Discard();
        _alignmentDue?.Dispose();
    }

    private void StartOvertaking()
    {
        if (_stages.OvertakingTimeout is null)
        {
            return;
        }

        _capture = new GateCapture(_stages, _sources, _inputOf, _createLog);
        _alignmentDue = new DueTimer(_stages.Clock, _stages.Notify);
        _afterHeeding = GetAsyncCallback(() => _stages.Guarded(() =>
        {
            PullOpen();
            Dispatch();
        }));
        foreach (LocalChannel source in _sources)
        {
            source.OnAnnounced(_stages.Notify);
        }

        _stages.HeedAtGate = Heed;

        // What was announced before anybody listened.
        _stages.Notify();
    }

    /// <summary>
    /// Called by the chain between two slices, or while it waits: so nothing is pulled or pushed here, and a snapshot is
    /// taken by the chain as soon as this returns.
    /// </summary>
    private Barrier? Heed()
    {
        if (_stages.BarriersUnderWay > 0)
        {
            // One that came before goes first; the chain asks again after it.
            _stages.Remember();
            return null;
        }

        _isHeeding = true;
        _startNow = null;
        for (int channel = 0; channel < _sources.Count; channel++)
        {
            long announced = _sources[channel].Announced;
            if (announced > _announced[channel])
            {
                _announced[channel] = announced;
                HearAnnouncement(channel, announced);
            }
        }

        if (_alignmentDue!.TakeDue() is var due and > 0)
        {
            CarryOut(_handler.TimedOut(due, Now()));
        }

        _isHeeding = false;
        _afterHeeding();
        return _startNow;
    }

    private void HearAnnouncement(int channel, long checkpointId)
    {
        LocalChannel source = _sources[channel];
        _ahead.Clear();
        Barrier? barrier = LocalChannel.BarrierOf(source.Taken, checkpointId) ?? source.LookAhead(checkpointId, _ahead);
        _ahead.Clear();
        if (barrier is not null)
        {
            NoteBarrier(barrier);
            CarryOut(_handler.BarrierAnnounced(channel, checkpointId, Now()));
        }
    }

    /// <summary>The effects of what overtakes; the others are <see cref="CarryOut"/>'s.</summary>
    private void CarryOutOvertaking(AlignmentEffect effect)
    {
        GateCapture capture = _capture!;
        switch (effect.Kind)
        {
            case AlignmentEffectKind.ScheduleTimeout:
                _alignmentDue!.Arm(effect.CheckpointId, effect.Duration);
                break;
            case AlignmentEffectKind.StartOvertaking:
                capture.Start(effect.CheckpointId);
                _stages.LatestAlignment = new SnapshotTiming(_startDelay, TimeSpan.Zero, TimeSpan.Zero, 0);
                if (_isHeeding)
                {
                    _startNow = BarrierOf(effect.CheckpointId);
                }
                else
                {
                    Decide(BarrierOf(effect.CheckpointId));
                }

                break;
            case AlignmentEffectKind.CaptureQueued:
                capture.TakeQueued(effect.Channel);
                break;
            case AlignmentEffectKind.BeginCapture:
                capture.Open(effect.Channel);
                break;
            case AlignmentEffectKind.StopCapture:
                capture.Close(effect.Channel);
                break;
            case AlignmentEffectKind.EndCapture:
                capture.End(effect.Duration, _bytesProcessed);
                break;
            case AlignmentEffectKind.DiscardCapture:
                capture.Discard();
                break;
            default:
                throw new InvalidOperationException($"Unknown alignment effect {effect}.");
        }
    }
}
