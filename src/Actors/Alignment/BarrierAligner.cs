using System.Collections;

namespace Weir.Actors.Alignment;

/// <summary>
/// Exactly once: a channel whose barrier has arrived waits until all have.
/// </summary>
/// <remarks>
/// States: idle, or aligning one checkpoint (<c>_current</c> &gt; 0). Invariants: a channel is blocked only while
/// aligning, and only if its barrier of the current checkpoint has arrived; <c>_handled</c> is the highest id that was
/// started, declined or cancelled, and nothing at or below it has any effect any more; the current id is above
/// <c>_handled</c>; remembered aborts are above both.
/// </remarks>
internal sealed class BarrierAligner(int channels) : BarrierHandler(channels)
{
    private readonly BitArray _arrived = new(channels);
    private readonly BitArray _ended = new(channels);
    private readonly SortedSet<long> _aborted = [];
    private int _waitingFor;
    private long _current;
    private long _handled;
    private TimeSpan _since;

    public override long Aligning => _current;

    public override bool HasArrived(int channel) => _arrived[channel] || _ended[channel];

    public override bool IsBlocked(int channel) => _arrived[channel];

    public override IReadOnlyList<AlignmentEffect> BarrierReceived(int channel, long checkpointId, TimeSpan now)
    {
        Begin(channel);
        if (checkpointId <= _handled || checkpointId < _current || _ended[channel])
        {
            return Effects;
        }

        if (checkpointId > _current)
        {
            AbandonCurrent();
            if (_aborted.Remove(checkpointId))
            {
                Cancel(checkpointId);
                return Effects;
            }

            StartAligning(checkpointId, now);
        }

        if (!_arrived[channel])
        {
            Arrive(channel, now);
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
        if (_current > 0 && !_arrived[channel] && --_waitingFor == 0)
        {
            StartCheckpoint(now);
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

    private void StartAligning(long checkpointId, TimeSpan now)
    {
        _current = checkpointId;
        _since = now;
        _waitingFor = 0;
        for (var channel = 0; channel < Channels; channel++)
        {
            _waitingFor += _ended[channel] ? 0 : 1;
        }
    }

    private void Arrive(int channel, TimeSpan now)
    {
        _arrived[channel] = true;
        if (--_waitingFor == 0)
        {
            StartCheckpoint(now);
        }
        else
        {
            Effects.Add(new(AlignmentEffectKind.BlockChannel, Channel: channel));
        }
    }

    private void StartCheckpoint(TimeSpan now)
    {
        Effects.Add(new(AlignmentEffectKind.StartCheckpoint, CheckpointId: _current, Duration: now - _since));
        Release(_current);
    }

    // A newer checkpoint has shown up: the older one cannot be aligned any more.
    private void AbandonCurrent()
    {
        if (_current > 0)
        {
            var abandoned = _current;
            Cancel(abandoned);
            Effects.Add(new(AlignmentEffectKind.Decline, CheckpointId: abandoned, Reason: DeclineReason.Subsumed));
        }
    }

    private void Cancel(long checkpointId)
    {
        Effects.Add(new(AlignmentEffectKind.EmitCancellationMarker, CheckpointId: checkpointId));
        Release(checkpointId);
    }

    private void Release(long handled)
    {
        if (_arrived.HasAnySet() && Channels > 1)
        {
            Effects.Add(new(AlignmentEffectKind.UnblockAll));
        }

        _arrived.SetAll(false);
        _current = 0;
        _handled = handled;
        while (_aborted.Count > 0 && _aborted.Min <= handled)
        {
            _aborted.Remove(_aborted.Min);
        }
    }
}
