using Weir.Actors.Alignment;

namespace Weir.Unit.Actors.Alignment;

internal enum Fate
{
    /// <summary>Nothing is done about it, ever.</summary>
    None,

    /// <summary>The snapshot is taken.</summary>
    Started,

    /// <summary>A cancellation marker goes downstream; nobody waits to hear of it.</summary>
    Aborted,

    /// <summary>A cancellation marker goes downstream, and it is declined.</summary>
    CancelledUpstream,

    /// <summary>The same, because of a newer one.</summary>
    Subsumed,
}

/// <summary>What must become of a checkpoint, and at which step.</summary>
internal readonly record struct Ending(Fate Fate, int Time)
{
    public static readonly Ending None = new(Fate.None, AlignmentHistory.Never);
}

/// <summary>The rules of "barriers and alignment", over a history as a whole.</summary>
internal static class AlignmentRules
{
    /// <summary>By id; the first entry is nothing.</summary>
    public static Ending[] ExactlyOnce(AlignmentHistory history)
    {
        var endings = new Ending[history.Highest + 1];
        endings[0] = Ending.None;
        for (var id = 1; id <= history.Highest; id++)
        {
            // What is heard of only after something newer is too late.
            endings[id] = history.Heard(id) < history.HeardOfNewer(id)
                ? First(history, id, Fate.Subsumed, history.HeardOfNewer(id))
                : Ending.None;
        }

        return endings;
    }

    /// <summary>By id. Here only the start of something newer ends a checkpoint, so the newest is judged first.</summary>
    public static Ending[] AtLeastOnce(AlignmentHistory history)
    {
        var endings = new Ending[history.Highest + 1];
        var newerStarted = AlignmentHistory.Never;
        for (var id = history.Highest; id > 0; id--)
        {
            endings[id] = history.Heard(id) < newerStarted ? First(history, id, Fate.Subsumed, newerStarted) : Ending.None;
            if (endings[id].Fate == Fate.Started)
            {
                newerStarted = Math.Min(newerStarted, endings[id].Time);
            }
        }

        endings[0] = Ending.None;
        return endings;
    }

    /// <summary>A channel waits from its barrier to the end of the checkpoint.</summary>
    public static bool IsBlocked(AlignmentHistory history, Ending[] endings, int channel, int time)
    {
        for (var id = 1; id < endings.Length; id++)
        {
            if (history.Heard(id) < history.HeardOfNewer(id) && history.Barrier(id, channel) <= time && time < endings[id].Time
                && history.Barrier(id, channel) < history.HeardOfNewer(id))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Of all that can end a checkpoint, what comes first; its abort takes effect once the stream brings it.</summary>
    private static Ending First(AlignmentHistory history, int id, Fate outdated, int outdatedAt)
    {
        var abortedAt = history.Abort(id) == AlignmentHistory.Never
            ? AlignmentHistory.Never
            : Math.Max(history.Abort(id), history.Heard(id));
        var ending = new Ending(Fate.Aborted, abortedAt);
        ending = Earlier(ending, new Ending(Fate.CancelledUpstream, history.Marker(id)));
        ending = Earlier(ending, new Ending(outdated, outdatedAt));
        ending = Earlier(ending, new Ending(Fate.Started, history.AllArrived(id)));
        return ending.Time == AlignmentHistory.Never ? Ending.None : ending;
    }

    private static Ending Earlier(Ending first, Ending second) => second.Time < first.Time ? second : first;

    /// <summary>What a handler has to say at a step, effects on channels aside.</summary>
    public static void Expect(Ending[] endings, int time, List<AlignmentEffect> expected)
    {
        expected.Clear();
        for (var id = 1; id < endings.Length; id++)
        {
            if (endings[id].Time != time)
            {
                continue;
            }

            if (endings[id].Fate == Fate.Started)
            {
                expected.Add(new(AlignmentEffectKind.StartCheckpoint, CheckpointId: id));
                continue;
            }

            expected.Add(new(AlignmentEffectKind.EmitCancellationMarker, CheckpointId: id));
            if (endings[id].Fate != Fate.Aborted)
            {
                var reason = endings[id].Fate == Fate.Subsumed ? DeclineReason.Subsumed : DeclineReason.CancelledUpstream;
                expected.Add(new(AlignmentEffectKind.Decline, CheckpointId: id, Reason: reason));
            }
        }
    }
}
