using Weir.Actors.Alignment;

namespace Weir.Unit.Actors.Alignment;

/// <summary>What must become of a checkpoint whose barriers may overtake.</summary>
/// <param name="Beginning">How it goes as far as the snapshot, and when.</param>
/// <param name="Overtakes">Whether the snapshot is taken with records in flight.</param>
/// <param name="Captured">When the last barrier has been seen then.</param>
/// <param name="Given">How it ends if that is before.</param>
internal readonly record struct Course(Ending Beginning, bool Overtakes, int Captured, Ending Given);

/// <summary>The rules of barriers that overtake, over a history as a whole.</summary>
internal static class OvertakingRules
{
    public static Course[] Courses(AlignmentHistory history, AlignmentRun run)
    {
        var courses = new Course[history.Highest + 1];
        for (var id = 0; id <= history.Highest; id++)
        {
            courses[id] = id > 0 && history.Heard(id) < history.HeardOfNewer(id)
                ? CourseOf(history, id, run)
                : new Course(Ending.None, false, AlignmentHistory.Never, Ending.None);
        }

        return courses;
    }

    public static bool IsBlocked(AlignmentHistory history, Course[] courses, int channel, int time)
    {
        for (var id = 1; id < courses.Length; id++)
        {
            if (history.Heard(id) < history.HeardOfNewer(id) && history.Barrier(id, channel) < history.HeardOfNewer(id)
                && history.Barrier(id, channel) <= time && time < courses[id].Beginning.Time)
            {
                return true;
            }
        }

        return false;
    }

    public static void Expect(AlignmentHistory history, Course[] courses, AlignmentRun run, int time, List<AlignmentEffect> expected)
    {
        expected.Clear();
        for (var id = 1; id < courses.Length; id++)
        {
            var course = courses[id];
            if (course.Beginning.Time == time && !course.Overtakes)
            {
                Say(course.Beginning.Fate, id, expected);
            }

            if (!course.Overtakes)
            {
                continue;
            }

            if (course.Beginning.Time == time)
            {
                expected.Add(new(AlignmentEffectKind.StartOvertaking, CheckpointId: id));
            }

            if (time >= course.Beginning.Time && time <= course.Captured && time < course.Given.Time)
            {
                ExpectCapture(history, course, id, run, time, expected);
            }

            if (course.Given.Time == time)
            {
                expected.Add(new(AlignmentEffectKind.DiscardCapture, CheckpointId: id));
                Say(course.Given.Fate, id, expected);
            }
            else if (course.Captured == time && course.Given == Ending.None)
            {
                expected.Add(new(AlignmentEffectKind.EndCapture, CheckpointId: id));
            }
        }
    }

    private static Course CourseOf(AlignmentHistory history, int id, AlignmentRun run)
    {
        var urgent = Math.Min(history.FirstAnnouncement(id), history.TimeOut(id));
        if (run.Timeout == TimeSpan.Zero)
        {
            // An announcement that came first is older than any barrier.
            urgent = Math.Min(urgent, history.FirstBarrier(id));
        }

        var inOrder = 0;
        var seen = 0;
        for (var channel = 0; channel < run.Channels; channel++)
        {
            var arrived = Math.Min(history.Barrier(id, channel), history.End(channel));
            inOrder = (run.Order >> channel & 1) != 0 ? Math.Max(inOrder, arrived) : inOrder;
            seen = Math.Max(seen, Math.Min(arrived, history.Announcement(id, channel)));
        }

        var overtaken = Math.Max(urgent, inOrder);
        var aligned = history.AllArrived(id);
        var aborted = history.Abort(id) == AlignmentHistory.Never ? AlignmentHistory.Never : Math.Max(history.Abort(id), history.Heard(id));
        var given = Earliest(
            new Ending(Fate.Aborted, aborted),
            new Ending(Fate.CancelledUpstream, history.Marker(id)),
            new Ending(Fate.Subsumed, history.HeardOfNewer(id)));
        var start = new Ending(Fate.Started, Math.Min(aligned, overtaken));
        if (given.Time <= start.Time)
        {
            return new Course(given, false, AlignmentHistory.Never, Ending.None);
        }

        if (aligned <= overtaken)
        {
            return new Course(start, false, AlignmentHistory.Never, Ending.None);
        }

        var captured = Math.Max(start.Time, seen);
        return new Course(start, true, captured, given.Time <= captured ? given : Ending.None);
    }

    private static void ExpectCapture(AlignmentHistory history, Course course, int id, AlignmentRun run, int time, List<AlignmentEffect> expected)
    {
        for (var channel = 0; channel < run.Channels; channel++)
        {
            var arrived = Math.Min(history.Barrier(id, channel), history.End(channel));
            var announced = history.Announcement(id, channel);
            if (arrived <= course.Beginning.Time)
            {
                continue;
            }

            if (announced < arrived && time == Math.Max(announced, course.Beginning.Time))
            {
                expected.Add(new(AlignmentEffectKind.CaptureQueued, channel));
            }
            else if (time == course.Beginning.Time)
            {
                expected.Add(new(AlignmentEffectKind.BeginCapture, channel));
            }
            else if (time == arrived && arrived < announced)
            {
                expected.Add(new(AlignmentEffectKind.StopCapture, channel));
            }
        }
    }

    private static void Say(Fate fate, int id, List<AlignmentEffect> expected)
    {
        if (fate == Fate.Started)
        {
            expected.Add(new(AlignmentEffectKind.StartCheckpoint, CheckpointId: id));
        }
        else if (fate != Fate.None)
        {
            expected.Add(new(AlignmentEffectKind.EmitCancellationMarker, CheckpointId: id));
            if (fate != Fate.Aborted)
            {
                expected.Add(new(
                    AlignmentEffectKind.Decline,
                    CheckpointId: id,
                    Reason: fate == Fate.Subsumed ? DeclineReason.Subsumed : DeclineReason.CancelledUpstream));
            }
        }
    }

    private static Ending Earliest(Ending first, Ending second, Ending third)
    {
        var earlier = second.Time < first.Time ? second : first;
        earlier = third.Time < earlier.Time ? third : earlier;
        return earlier.Time == AlignmentHistory.Never ? Ending.None : earlier;
    }
}
