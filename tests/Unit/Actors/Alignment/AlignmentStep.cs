using Weir.Actors.Alignment;

namespace Weir.Unit.Actors.Alignment;

internal enum StepKind
{
    Barrier,
    Marker,
    End,
    Abort,
    Announcement,
    TimeOut,
}

/// <summary>One thing that happens to a barrier handler.</summary>
internal readonly record struct AlignmentStep(StepKind Kind, int Channel, long Id)
{
    /// <summary>Whether it comes out of a channel in its turn.</summary>
    public bool IsInTurn => Kind is StepKind.Barrier or StepKind.Marker or StepKind.End;

    public IReadOnlyList<AlignmentEffect> ApplyTo(BarrierHandler handler, TimeSpan now) => Kind switch
    {
        StepKind.Barrier => handler.BarrierReceived(Channel, Id, mayOvertake: true, now),
        StepKind.Announcement => handler.BarrierAnnounced(Channel, Id, now),
        StepKind.TimeOut => handler.TimedOut(Id, now),
        StepKind.Marker => handler.CancellationMarkerReceived(Channel, Id, now),
        StepKind.End => handler.ChannelEnded(Channel, now),
        _ => handler.AbortNotified(Id, now),
    };

    public override string ToString() => Kind switch
    {
        StepKind.End => $"end {Channel}",
        StepKind.Abort => $"abort {Id}",
        StepKind.Announcement => $"announce {Channel} {Id}",
        StepKind.TimeOut => $"timeout {Id}",
        StepKind.Marker => $"marker {Channel} {Id}",
        _ => $"barrier {Channel} {Id}",
    };
}

/// <summary>A random history, as a script of its own: what it prints can be pasted into one.</summary>
internal sealed record AlignmentRun(int Channels, IReadOnlyList<AlignmentStep> Steps)
{
    /// <summary>The channels in which barriers keep their place, as bits; where any overtake.</summary>
    public int Order { get; init; }

    public TimeSpan Timeout { get; init; }

    /// <summary>With barriers that overtake: some of them are announced, some have their time run out.</summary>
    public static AlignmentRun RandomOvertaking(int seed)
    {
        var random = new Random(seed);
        var run = Random(seed);
        var order = random.Next(3) == 0 ? random.Next(1 << run.Channels) : 0;
        var announced = random.Next(1, 4);
        return run with
        {
            Order = order,
            Timeout = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(1),
            Steps =
            [
                .. run.Steps.Select(step => step.Kind != StepKind.Barrier ? step
                    : random.Next(8) == 0 ? step with { Kind = StepKind.TimeOut }
                    : random.Next(4) < announced && (order >> step.Channel & 1) == 0 ? step with { Kind = StepKind.Announcement }
                    : step),
            ],
        };
    }

    public static AlignmentRun Random(int seed)
    {
        var random = new Random(seed);
        var channels = random.Next(1, 9);
        var highest = random.Next(1, 7);

        // Half of the runs end no channel for a long time, else few checkpoints of many channels would be aligned.
        var endings = random.Next(2) == 0 ? 1 : 0;
        var steps = new AlignmentStep[random.Next(1, 8 + (4 * channels))];
        for (var index = 0; index < steps.Length; index++)
        {
            var kind = random.Next(30) switch
            {
                < 24 => StepKind.Barrier,
                < 26 => StepKind.Marker,
                < 28 => StepKind.Abort,
                _ => endings > 0 ? StepKind.End : StepKind.Barrier,
            };

            // Checkpoints come roughly in order, and often enough out of it.
            var expected = 1 + (highest * index / steps.Length);
            var id = random.Next(3) == 0 ? random.Next(1, highest + 1) : expected;
            steps[index] = new AlignmentStep(kind, random.Next(channels), id);
        }

        return new AlignmentRun(channels, steps);
    }

    public IEnumerable<AlignmentRun> Shrunk() =>
        Enumerable.Range(0, Steps.Count).Select(left => this with { Steps = [.. Steps.Where((_, index) => index != left)] });

    public override string ToString() => $"{Channels} channels{(Order > 0 ? $" (in order: {Order:b})" : "")}, timeout {Timeout.TotalSeconds} s: {string.Join(", ", Steps)}";
}
