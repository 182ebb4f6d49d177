using System.Collections;

namespace Weir.Actors.Alignment;

/// <summary>
/// At least once: no channel ever waits; barriers are counted, several checkpoints at a time.
/// </summary>
/// <remarks>
/// An entry per checkpoint that has been heard of, ordered by id, at most <see cref="MaximumTracked"/>. Nothing at or
/// below <c>_floor</c> (the highest id that was started or dropped) has any effect any more. A cancelled entry stays
/// until the floor passes it, so that its later barriers are known to be void.
/// </remarks>
internal sealed class BarrierTracker(int channels) : BarrierHandler(channels)
{
    /// <summary>How many checkpoints are counted at a time; the oldest is declined when one more comes.</summary>
    public const int MaximumTracked = MaximumRemembered;

    private readonly SortedList<long, Entry> _entries = [];
    private readonly BitArray _ended = new(channels);
    private long _floor;

    private enum EntryState
    {
        Counting,

        /// <summary>The coordinator aborted it before its first barrier came: downstream does not know yet.</summary>
        AbortedUnseen,
        Cancelled,
    }

    public override long Aligning
    {
        get
        {
            for (var index = _entries.Count - 1; index >= 0; index--)
            {
                if (_entries.GetValueAtIndex(index).State == EntryState.Counting)
                {
                    return _entries.GetKeyAtIndex(index);
                }
            }

            return 0;
        }
    }

    public override bool HasArrived(int channel) => _ended[channel] || (_entries.TryGetValue(Aligning, out var entry) && entry.Arrived[channel]);

    public override bool IsBlocked(int channel) => false;

    public override IReadOnlyList<AlignmentEffect> BarrierReceived(int channel, long checkpointId, TimeSpan now)
    {
        Begin(channel);
        if (checkpointId <= _floor || _ended[channel])
        {
            return Effects;
        }

        var entry = EntryFor(checkpointId, EntryState.Counting, now);
        if (entry is null)
        {
            return Effects;
        }

        if (entry.State == EntryState.AbortedUnseen)
        {
            Cancel(checkpointId, entry);
        }
        else if (entry.State == EntryState.Counting && !entry.Arrived[channel])
        {
            entry.Arrived[channel] = true;
            StartIfComplete(checkpointId, entry, now);
        }

        return Effects;
    }

    public override IReadOnlyList<AlignmentEffect> CancellationMarkerReceived(int channel, long checkpointId, TimeSpan now)
    {
        Begin(channel);
        if (checkpointId <= _floor)
        {
            return Effects;
        }

        var entry = EntryFor(checkpointId, EntryState.Counting, now);
        if (entry is null || entry.State == EntryState.Cancelled)
        {
            return Effects;
        }

        var known = entry.State == EntryState.AbortedUnseen;
        Cancel(checkpointId, entry);
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

        // Only the newest that is complete now is worth a snapshot; starting it drops the older ones.
        for (var index = _entries.Count - 1; index >= 0; index--)
        {
            var entry = _entries.GetValueAtIndex(index);
            if (entry.State == EntryState.Counting && StartIfComplete(_entries.GetKeyAtIndex(index), entry, now))
            {
                break;
            }
        }

        return Effects;
    }

    public override IReadOnlyList<AlignmentEffect> AbortNotified(long checkpointId, TimeSpan now)
    {
        Effects.Clear();
        if (checkpointId <= _floor)
        {
            return Effects;
        }

        var entry = EntryFor(checkpointId, EntryState.AbortedUnseen, now);
        if (entry is { State: EntryState.Counting })
        {
            Cancel(checkpointId, entry);
        }

        return Effects;
    }

    private Entry? EntryFor(long checkpointId, EntryState ifNew, TimeSpan now)
    {
        if (_entries.TryGetValue(checkpointId, out var entry))
        {
            return entry;
        }

        entry = new Entry(Channels, ifNew, now);
        _entries.Add(checkpointId, entry);
        if (_entries.Count > MaximumTracked)
        {
            DropOldest();
        }

        // It may itself have been the oldest.
        return checkpointId > _floor ? entry : null;
    }

    private bool StartIfComplete(long checkpointId, Entry entry, TimeSpan now)
    {
        for (var channel = 0; channel < Channels; channel++)
        {
            if (!entry.Arrived[channel] && !_ended[channel])
            {
                return false;
            }
        }

        while (_entries.Count > 0 && _entries.GetKeyAtIndex(0) < checkpointId)
        {
            DropOldest();
        }

        _entries.RemoveAt(0);
        _floor = checkpointId;
        Effects.Add(new(AlignmentEffectKind.StartCheckpoint, CheckpointId: checkpointId, Duration: now - entry.Since));
        return true;
    }

    private void DropOldest()
    {
        var checkpointId = _entries.GetKeyAtIndex(0);
        var entry = _entries.GetValueAtIndex(0);
        _entries.RemoveAt(0);
        _floor = checkpointId;
        if (entry.State == EntryState.Counting)
        {
            Effects.Add(new(AlignmentEffectKind.EmitCancellationMarker, CheckpointId: checkpointId));
            Effects.Add(new(AlignmentEffectKind.Decline, CheckpointId: checkpointId, Reason: DeclineReason.Subsumed));
        }
    }

    private void Cancel(long checkpointId, Entry entry)
    {
        entry.State = EntryState.Cancelled;
        Effects.Add(new(AlignmentEffectKind.EmitCancellationMarker, CheckpointId: checkpointId));
    }

    private sealed class Entry(int channels, EntryState state, TimeSpan since)
    {
        public BitArray Arrived { get; } = new(channels);

        public EntryState State { get; set; } = state;

        public TimeSpan Since { get; } = since;
    }
}
