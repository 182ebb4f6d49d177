using System.Collections;

namespace Weir.Actors.Alignment;

/// <summary>
/// Exactly once, with barriers that overtake: when aligning takes too long, the snapshot is taken at once, and what is in
/// flight on each channel up to its barrier becomes a part of it.
/// </summary>
/// <remarks>
/// <para>
/// States: idle; aligning one checkpoint, as <see cref="BarrierAligner"/> does; or capturing (<c>_isCapturing</c>): its
/// snapshot has been taken, and the barriers of some channels have not been seen. A barrier may be announced before it
/// comes: then all that is in front of it is in the channel already.
/// </para>
/// <para>
/// A checkpoint becomes urgent when its barrier is announced, or when its time is out. An urgent one is taken as soon as
/// the barriers of all channels that keep their order have come: what is in those is never captured.
/// </para>
/// <para>
/// Invariants: a channel is blocked only while aligning, and only if its barrier of the current checkpoint has come;
/// <c>_seen</c> has the channels on which nothing is waited for, and <c>_waiting</c> counts the others; nothing at or below
/// <c>_handled</c> has any effect any more, and the current id is above it, also while capturing.
/// </para>
/// </remarks>
/// <param name="order">For each channel, whether a barrier keeps its place in it in any case.</param>
/// <param name="timeout">How long barriers are aligned before they overtake; zero: they do at once.</param>
internal sealed class OvertakingAligner(IReadOnlyList<bool> order, TimeSpan timeout) : BarrierHandler(order.Count)
{
    private readonly BitArray _arrived = new(order.Count);
    private readonly BitArray _announced = new(order.Count);
    private readonly BitArray _ended = new(order.Count);
    private readonly SortedSet<long> _aborted = [];
    private bool _isCapturing;
    private bool _isUrgent;
    private long _current;
    private long _handled;
    private TimeSpan _since;

    public override long Aligning => _current;

    public override bool HasArrived(int channel) => _arrived[channel] || _ended[channel] || (_isCapturing && _announced[channel]);

    public override bool IsBlocked(int channel) => _arrived[channel] && !_isCapturing;

    public override IReadOnlyList<AlignmentEffect> BarrierAnnounced(int channel, long checkpointId, TimeSpan now)
    {
        Begin(channel);
        if (_ended[channel] || order[channel] || !TakeUp(checkpointId, now) || _arrived[channel] || _announced[channel])
        {
            return Effects;
        }

        _announced[channel] = true;
        if (_isCapturing)
        {
            Effects.Add(new(AlignmentEffectKind.CaptureQueued, Channel: channel));
            EndCaptureIfComplete(now);
        }
        else
        {
            _isUrgent = true;
            StartIfReady(now);
        }

        return Effects;
    }

    public override IReadOnlyList<AlignmentEffect> BarrierReceived(int channel, long checkpointId, TimeSpan now) =>
        BarrierReceived(channel, checkpointId, mayOvertake: false, now);

    public override IReadOnlyList<AlignmentEffect> BarrierReceived(int channel, long checkpointId, bool mayOvertake, TimeSpan now)
    {
        Begin(channel);
        var isFirst = checkpointId > _current;
        if (_ended[channel] || !TakeUp(checkpointId, now) || _arrived[channel] || (_isCapturing && _announced[channel]))
        {
            return Effects;
        }

        _arrived[channel] = true;
        if (_isCapturing)
        {
            Effects.Add(new(AlignmentEffectKind.StopCapture, Channel: channel));
            EndCaptureIfComplete(now);
            return Effects;
        }

        if (isFirst && mayOvertake)
        {
            if (timeout == TimeSpan.Zero)
            {
                _isUrgent = true;
            }
            else if (Waiting() > 0)
            {
                Effects.Add(new(AlignmentEffectKind.ScheduleTimeout, CheckpointId: checkpointId, Duration: timeout));
            }
        }

        StartIfReady(now);
        if (_current == checkpointId && !_isCapturing)
        {
            Effects.Add(new(AlignmentEffectKind.BlockChannel, Channel: channel));
        }

        return Effects;
    }

    public override IReadOnlyList<AlignmentEffect> TimedOut(long checkpointId, TimeSpan now)
    {
        Effects.Clear();
        if (checkpointId == _current && !_isCapturing)
        {
            _isUrgent = true;
            StartIfReady(now);
        }

        return Effects;
    }

    public override IReadOnlyList<AlignmentEffect> CancellationMarkerReceived(int channel, long checkpointId, TimeSpan now)
    {
        Begin(channel);
        if (checkpointId <= _handled || checkpointId < _current)
        {
            return Effects;
        }

        if (checkpointId > _current)
        {
            AbandonCurrent();
        }

        var known = _aborted.Remove(checkpointId);
        Cancel(checkpointId);
        if (!known)
        {
            Effects.Add(new(AlignmentEffectKind.Decline, CheckpointId: checkpointId, Reason: DeclineReason.CancelledUpstream));
        }

        return Effects;
    }

    public override IReadOnlyList<AlignmentEffect> ChannelEnded(int channel, TimeSpan now)
    {
        Begin(channel);
        if (_ended[channel])
        {
            return Effects;
        }

        _ended[channel] = true;
        if (_isCapturing && !_arrived[channel] && !_announced[channel])
        {
            Effects.Add(new(AlignmentEffectKind.StopCapture, Channel: channel));
            EndCaptureIfComplete(now);
        }
        else if (_current > 0 && !_isCapturing)
        {
            StartIfReady(now);
        }

        return Effects;
    }

    public override IReadOnlyList<AlignmentEffect> AbortNotified(long checkpointId, TimeSpan now)
    {
        Effects.Clear();
        if (checkpointId <= _handled || checkpointId < _current)
        {
            return Effects;
        }

        if (checkpointId == _current)
        {
            Cancel(checkpointId);
            return Effects;
        }

        _aborted.Add(checkpointId);
        if (_aborted.Count > MaximumRemembered)
        {
            _aborted.Remove(_aborted.Min);
        }

        return Effects;
    }

    /// <summary>Makes the checkpoint the current one; false: there is nothing more to do about it.</summary>
    private bool TakeUp(long checkpointId, TimeSpan now)
    {
        if (checkpointId <= _handled || checkpointId < _current)
        {
            return false;
        }

        if (checkpointId > _current)
        {
            AbandonCurrent();
            if (_aborted.Remove(checkpointId))
            {
                Cancel(checkpointId);
                return false;
            }

            _current = checkpointId;
            _since = now;
        }

        return true;
    }

    private void StartIfReady(TimeSpan now)
    {
        if (Waiting() == 0)
        {
            Effects.Add(new(AlignmentEffectKind.StartCheckpoint, CheckpointId: _current, Duration: now - _since));
            Release(_current);
        }
        else if (_isUrgent && HasOrderArrived())
        {
            Overtake(now);
        }
    }

    private void Overtake(TimeSpan now)
    {
        var isBlocking = _arrived.HasAnySet();
        Effects.Add(new(AlignmentEffectKind.StartOvertaking, CheckpointId: _current));
        for (var channel = 0; channel < Channels; channel++)
        {
            if (!_arrived[channel] && !_ended[channel])
            {
                Effects.Add(new(_announced[channel] ? AlignmentEffectKind.CaptureQueued : AlignmentEffectKind.BeginCapture, Channel: channel));
            }
        }

        _isCapturing = true;
        if (isBlocking)
        {
            Effects.Add(new(AlignmentEffectKind.UnblockAll));
        }

        EndCaptureIfComplete(now);
    }

    private void EndCaptureIfComplete(TimeSpan now)
    {
        if (Waiting() == 0)
        {
            Effects.Add(new(AlignmentEffectKind.EndCapture, CheckpointId: _current, Duration: now - _since));
            Release(_current);
        }
    }

    private int Waiting()
    {
        var waiting = 0;
        for (var channel = 0; channel < Channels; channel++)
        {
            waiting += HasArrived(channel) ? 0 : 1;
        }

        return waiting;
    }

    private bool HasOrderArrived()
    {
        for (var channel = 0; channel < Channels; channel++)
        {
            if (order[channel] && !_arrived[channel] && !_ended[channel])
            {
                return false;
            }
        }

        return true;
    }

    private void AbandonCurrent()
    {
        if (_current > 0)
        {
            var abandoned = _current;
            Cancel(abandoned);
            Effects.Add(new(AlignmentEffectKind.Decline, CheckpointId: abandoned, Reason: DeclineReason.Subsumed));
        }
    }

    // A snapshot that is being captured has sent its barrier on; whoever is downstream hears of its end from there, if
    // this channel's marker can still tell them anything.
    private void Cancel(long checkpointId)
    {
        if (_isCapturing)
        {
            Effects.Add(new(AlignmentEffectKind.DiscardCapture, CheckpointId: checkpointId));
        }

        Effects.Add(new(AlignmentEffectKind.EmitCancellationMarker, CheckpointId: checkpointId));
        Release(checkpointId);
    }

    private void Release(long handled)
    {
        if (!_isCapturing && _arrived.HasAnySet() && Channels > 1)
        {
            Effects.Add(new(AlignmentEffectKind.UnblockAll));
        }

        _arrived.SetAll(false);
        _announced.SetAll(false);
        _isCapturing = false;
        _isUrgent = false;
        _current = 0;
        _handled = handled;
        while (_aborted.Count > 0 && _aborted.Min <= handled)
        {
            _aborted.Remove(_aborted.Min);
        }
    }
}
