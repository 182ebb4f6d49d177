using System.Globalization;
using Weir.Actors.Alignment;

namespace Weir.Unit.Actors.Alignment;

public class AlignmentScriptTests
{
    public static TheoryData<string> Scripts => Script.Named("alignment");

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Transcript_is_as_written(string name)
    {
        BarrierHandler? handler = null;
        var now = TimeSpan.Zero;
        Script.Check(name, command =>
        {
            now += TimeSpan.FromMilliseconds(1);
            int Number(int argument) => int.Parse(command[argument], CultureInfo.InvariantCulture);
            IReadOnlyList<AlignmentEffect> effects = [];
            switch (command[0])
            {
                case "exactly-once": handler = new BarrierAligner(Number(1)); return [];
                case "at-least-once": handler = new BarrierTracker(Number(1)); return [];
                case "overtaking":
                    handler = new OvertakingAligner(
                        [.. Enumerable.Range(0, Number(1)).Select(channel => command.Skip(3).Contains($"{channel}"))], TimeSpan.FromMilliseconds(Number(2)));
                    return [];
                case "announce": effects = handler!.BarrierAnnounced(Number(1), Number(2), now); break;
                case "timeout": effects = handler!.TimedOut(Number(1), now); break;
                case "overtaker": effects = handler!.BarrierReceived(Number(1), Number(2), mayOvertake: true, now); break;
                case "barrier": effects = handler!.BarrierReceived(Number(1), Number(2), now); break;
                case "marker": effects = handler!.CancellationMarkerReceived(Number(1), Number(2), now); break;
                case "end": effects = handler!.ChannelEnded(Number(1), now); break;
                case "abort": effects = handler!.AbortNotified(Number(1), now); break;
                case "aborts": effects = Each(Number(1), Number(2), id => handler!.AbortNotified(id, now)); break;
                case "barriers": effects = Each(Number(2), Number(3), id => handler!.BarrierReceived(Number(1), id, now)); break;
                default: throw new ArgumentException($"Unknown command {command[0]} in {name}.");
            }

            var blocked = Enumerable.Range(0, handler!.Channels).Where(handler.IsBlocked).ToList();
            return [.. effects.Select(effect => effect.ToString()), .. blocked.Count > 0 ? [$"(blocked: {string.Join(" ", blocked)})"] : Array.Empty<string>()];
        });
    }

    /// <summary>A handler's list is its own, and overwritten by the next call.</summary>
    private static List<AlignmentEffect> Each(int first, int last, Func<long, IReadOnlyList<AlignmentEffect>> apply)
    {
        var effects = new List<AlignmentEffect>();
        for (var id = first; id <= last; id++)
        {
            effects.AddRange(apply(id));
        }

        return effects;
    }
}
