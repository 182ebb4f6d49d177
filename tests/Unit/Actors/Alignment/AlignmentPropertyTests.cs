using System.Globalization;
using Weir.Actors.Alignment;

namespace Weir.Unit.Actors.Alignment;

/// <summary>The barrier handlers against the rules as stated over whole histories.</summary>
public class AlignmentPropertyTests
{
    private const int Cases = 100_000;

    /// <summary>Says of a history what has to be done at each step, effects on single channels aside, and which channels are blocked after it.</summary>
    private delegate (Action<int, List<AlignmentEffect>> Expect, Func<int, int, bool> IsBlocked) Rules(AlignmentHistory history, AlignmentRun run);

    [Fact]
    public void Aligner_keeps_the_rules() => Check(
        AlignmentRun.Random,
        static run => new BarrierAligner(run.Channels),
        static (history, _) =>
        {
            var endings = AlignmentRules.ExactlyOnce(history);
            return (
                (time, expected) => AlignmentRules.Expect(endings, time, expected),
                (channel, time) => AlignmentRules.IsBlocked(history, endings, channel, time));
        });

    [Fact]
    public void Tracker_keeps_the_rules() => Check(
        AlignmentRun.Random,
        static run => new BarrierTracker(run.Channels),
        static (history, _) =>
        {
            var endings = AlignmentRules.AtLeastOnce(history);
            return ((time, expected) => AlignmentRules.Expect(endings, time, expected), static (_, _) => false);
        });

    [Fact]
    public void Overtaking_aligner_keeps_the_rules() => Check(
        AlignmentRun.RandomOvertaking,
        CreateOvertaking,
        static (history, run) =>
        {
            var courses = OvertakingRules.Courses(history, run);
            return (
                (time, expected) => OvertakingRules.Expect(history, courses, run, time, expected),
                (channel, time) => OvertakingRules.IsBlocked(history, courses, channel, time));
        });

    /// <summary>Without announcements and with no time running out, the one is as the other.</summary>
    [Fact]
    public void Overtaking_aligner_aligns_as_the_other_does() => Check(
        AlignmentRun.Random,
        static run => new OvertakingAligner(new bool[run.Channels], TimeSpan.FromSeconds(1)),
        static (history, _) =>
        {
            var endings = AlignmentRules.ExactlyOnce(history);
            return (
                (time, expected) => AlignmentRules.Expect(endings, time, expected),
                (channel, time) => AlignmentRules.IsBlocked(history, endings, channel, time));
        });

    [Fact]
    public void Every_fate_is_common()
    {
        var fates = new int[Enum.GetValues<Fate>().Length];
        var (captured, discarded) = (0, 0);
        for (var seed = 0; seed < 1_000; seed++)
        {
            var run = AlignmentRun.Random(seed);
            foreach (var ending in AlignmentRules.ExactlyOnce(new AlignmentHistory(run.Channels, run.Steps)).Skip(1))
            {
                fates[(int)ending.Fate]++;
            }

            run = AlignmentRun.RandomOvertaking(seed);
            var steps = Play(run, CreateOvertaking(run)).Steps;
            foreach (var course in OvertakingRules.Courses(new AlignmentHistory(run.Channels, steps), run).Where(course => course.Overtakes))
            {
                captured += course.Captured != AlignmentHistory.Never && course.Given == Ending.None ? 1 : 0;
                discarded += course.Given != Ending.None ? 1 : 0;
            }
        }

        fates.ShouldAllBe(count => count > 100, $"started, aborted, cancelled, subsumed …: {string.Join(", ", fates)}");
        captured.ShouldBeGreaterThan(100);
        discarded.ShouldBeGreaterThan(100);
    }

    private static OvertakingAligner CreateOvertaking(AlignmentRun run) =>
        new([.. Enumerable.Range(0, run.Channels).Select(channel => (run.Order >> channel & 1) != 0)], run.Timeout);

    private static void Check(Func<int, AlignmentRun> create, Func<AlignmentRun, BarrierHandler> createHandler, Rules rules)
    {
        var first = Environment.GetEnvironmentVariable("WEIR_SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : 0;
        for (var number = first; number < first + Cases; number++)
        {
            var run = create(number);
            if (Violation(run, createHandler, rules) is { } violation)
            {
                throw new ShouldAssertException($"Seed {number}: {Shrink(run, violation, createHandler, rules)}");
            }
        }
    }

    private static string Shrink(AlignmentRun run, string violation, Func<AlignmentRun, BarrierHandler> createHandler, Rules rules)
    {
        while (run.Shrunk().Select(smaller => (Run: smaller, Violation: Violation(smaller, createHandler, rules))).FirstOrDefault(smaller => smaller.Violation is not null)
            is { Violation: not null } found)
        {
            (run, violation) = (found.Run, found.Violation);
        }

        return $"{violation} In: {run}";
    }

    /// <summary>Null: all is as the rules say.</summary>
    private static string? Violation(AlignmentRun run, Func<AlignmentRun, BarrierHandler> createHandler, Rules rules)
    {
        var (steps, effects, blocked) = Play(run, createHandler(run));
        var (expect, isBlocked) = rules(new AlignmentHistory(run.Channels, steps), run);
        var expected = new List<AlignmentEffect>();
        for (var time = 0; time < steps.Count; time++)
        {
            expect(time, expected);
            if (!IsSame(effects[time], expected))
            {
                return $"Step {time}, {steps[time]}, leads to [{string.Join(", ", effects[time])}]; the rules say [{string.Join(", ", expected)}].";
            }

            for (var channel = 0; channel < run.Channels; channel++)
            {
                var mustBe = isBlocked(channel, time);
                if ((blocked[time] >> channel & 1) != (mustBe ? 1 : 0))
                {
                    return $"After step {time}, {steps[time]}, channel {channel} must {(mustBe ? "" : "not ")}be blocked.";
                }
            }
        }

        return null;
    }

    /// <summary>Leaves out what cannot come: anything of a channel that is not pulled, or that has ended; a time-out of what has not begun, the announcement of what has come.</summary>
    private static (List<AlignmentStep> Steps, List<AlignmentEffect[]> Effects, List<int> Blocked) Play(AlignmentRun run, BarrierHandler handler)
    {
        var played = (Steps: new List<AlignmentStep>(), Effects: new List<AlignmentEffect[]>(), Blocked: new List<int>());
        var ended = 0;
        foreach (var step in run.Steps)
        {
            if ((step.IsInTurn && handler.IsBlocked(step.Channel))
                || ((step.IsInTurn || step.Kind == StepKind.Announcement) && (ended >> step.Channel & 1) != 0)
                || (step.Kind == StepKind.Announcement && played.Steps.Contains(step with { Kind = StepKind.Barrier }))
                || (step.Kind == StepKind.TimeOut && !played.Steps.Any(earlier => earlier.Kind == StepKind.Barrier && earlier.Id == step.Id)))
            {
                continue;
            }

            ended |= step.Kind == StepKind.End ? 1 << step.Channel : 0;
            played.Steps.Add(step);
            played.Effects.Add([.. step.ApplyTo(handler, TimeSpan.FromMilliseconds(played.Steps.Count))]);
            var blocked = 0;
            for (var channel = 0; channel < run.Channels; channel++)
            {
                blocked |= handler.IsBlocked(channel) ? 1 << channel : 0;
            }

            played.Blocked.Add(blocked);
        }

        return played;
    }

    private static bool IsSame(AlignmentEffect[] effects, List<AlignmentEffect> expected)
    {
        var index = 0;
        foreach (var effect in effects)
        {
            if (effect.Kind is AlignmentEffectKind.BlockChannel or AlignmentEffectKind.UnblockAll or AlignmentEffectKind.ScheduleTimeout)
            {
                continue;
            }

            if (index == expected.Count || expected[index++] != effect with { Duration = default })
            {
                return false;
            }
        }

        return index == expected.Count;
    }
}
