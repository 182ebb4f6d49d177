namespace Weir.Host.Web.Views;

/// <summary>A part of a subtask's line in a timeline.</summary>
/// <param name="Kind">delay, alignment, synchronous, asynchronous or rest.</param>
/// <param name="From">Where it begins, from 0 (the trigger) to 1.</param>
/// <param name="Length">How long it is, from 0 to 1.</param>
public readonly record struct TimelineBar(string Kind, double From, double Length)
{
    /// <summary>One after the other; those without a length are left out.</summary>
    /// <param name="times">Where the time went.</param>
    /// <param name="span">What the whole width stands for.</param>
    public static IReadOnlyList<TimelineBar> Of(SubtaskTimes times, TimeSpan span)
    {
        ArgumentNullException.ThrowIfNull(times);
        var bars = new List<TimelineBar>();
        var from = 0.0;
        Add("delay", times.StartDelay);
        Add("alignment", times.Alignment);
        Add("synchronous", times.Synchronous);
        Add("asynchronous", times.Asynchronous);
        Add("rest", times.EndToEnd - times.StartDelay - times.Alignment - times.Synchronous - times.Asynchronous);
        return bars;

        // Clocks of two nodes are in these figures: they may be a little longer than the whole.
        void Add(string kind, TimeSpan time)
        {
            var length = Math.Min(Math.Max(time / span, 0), 1 - from);
            if (length > 0)
            {
                bars.Add(new TimelineBar(kind, from, length));
                from += length;
            }
        }
    }
}
