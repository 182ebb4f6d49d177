using Weir.Actors.Alignment;

namespace Weir.Unit.Actors.Alignment;

/// <summary>Aligner and tracker against the rules as stated over whole histories.</summary>
public class AlignmentPropertyTests
{
    private const int Cases = 100_000;

    private delegate Ending[] Rules(AlignmentHistory history);

    [Fact]
    public void Aligner_keeps_the_rules() => Check(static channels => new BarrierAligner(channels), AlignmentRules.ExactlyOnce, blocks: true);

    [Fact]
    public void Tracker_keeps_the_rules() => Check(static channels => new BarrierTracker(channels), AlignmentRules.AtLeastOnce, blocks: false);

    [Fact]
    public void Every_fate_is_common()
    {
        var fates = new int[Enum.GetValues<Fate>().Length];
        for (var seed = 0; seed < 1_000; seed++)
        {
            var run = AlignmentRun.Random(seed);
            foreach (var ending in AlignmentRules.ExactlyOnce(new AlignmentHistory(run.Channels, run.Steps)).Skip(1))
            {
                fates[(int)ending.Fate]++;
            }
        }

        fates.ShouldAllBe(count => count > 100, $"started, aborted, cancelled, subsumed …: {string.Join(", ", fates)}");
    }

    private static void Check(Func<int, BarrierHandler> create, Rules rules, bool blocks)
    {
        var first = Environment.GetEnvironmentVariable("WEIR_SEED") is { } seed ? int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture) : 0;
        for (var number = first; number < first + Cases; number++)
        {
            var run = AlignmentRun.Random(number);
            if (Violation(run, create, rules, blocks) is { } violation)
            {
                throw new ShouldAssertException($"Seed {number}: {Shrink(run, violation, create, rules, blocks)}");
            }
        }
    }

    private static string Shrink(AlignmentRun run, string violation, Func<int, BarrierHandler> create, Rules rules, bool blocks)
    {
        while (run.Shrunk().Select(smaller => (Run: smaller, Violation: Violation(smaller, create, rules, blocks))).FirstOrDefault(smaller => smaller.Violation is not null)
            is { Violation: not null } found)
        {
            (run, violation) = (found.Run, found.Violation);
        }

        return $"{violation} In: {run}";
    }

    /// <summary>Null: all is as the rules say.</summary>
    private static string? Violation(AlignmentRun run, Func<int, BarrierHandler> create, Rules rules, bool blocks)
    {
        var handler = create(run.Channels);
        var (steps, effects, blocked) = Play(run, handler);
        var history = new AlignmentHistory(run.Channels, steps);
        var endings = rules(history);
        var expected = new List<(AlignmentEffectKind Kind, long Id, DeclineReason Reason)>();
        for (var time = 0; time < steps.Count; time++)
        {
            AlignmentRules.Expect(endings, time, expected);
            if (!IsSame(effects[time], expected))
            {
                return $"Step {time}, {steps[time]}, leads to [{string.Join(", ", effects[time])}]; the rules say [{string.Join(", ", expected)}].";
            }

            for (var channel = 0; channel < run.Channels; channel++)
            {
                var mustBe = blocks && AlignmentRules.IsBlocked(history, endings, channel, time);
                if ((blocked[time] >> channel & 1) != (mustBe ? 1 : 0))
                {
                    return $"After step {time}, {steps[time]}, channel {channel} must {(mustBe ? "" : "not ")}be blocked.";
                }
            }
        }

        return null;
    }

    /// <summary>Leaves out what cannot come: anything of a channel that is not pulled, or that has ended.</summary>
    private static (List<AlignmentStep> Steps, List<AlignmentEffect[]> Effects, List<int> Blocked) Play(AlignmentRun run, BarrierHandler handler)
    {
        var played = (Steps: new List<AlignmentStep>(), Effects: new List<AlignmentEffect[]>(), Blocked: new List<int>());
        var ended = 0;
        foreach (var step in run.Steps)
        {
            if (step.IsOfChannel && (handler.IsBlocked(step.Channel) || (ended >> step.Channel & 1) != 0))
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

    private static bool IsSame(AlignmentEffect[] effects, List<(AlignmentEffectKind Kind, long Id, DeclineReason Reason)> expected)
    {
        var index = 0;
        foreach (var effect in effects)
        {
            if (effect.Kind is AlignmentEffectKind.BlockChannel or AlignmentEffectKind.UnblockAll)
            {
                continue;
            }

            if (index == expected.Count || expected[index++] != (effect.Kind, effect.CheckpointId, effect.Reason))
            {
                return false;
            }
        }

        return index == expected.Count;
    }
}
