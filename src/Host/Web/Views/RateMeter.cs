namespace Weir.Host.Web.Views;

/// <summary>How fast counters grow, by what was seen of them lately.</summary>
internal sealed class RateMeter
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Queue<(DateTimeOffset At, long Count)>> _seen = new(StringComparer.Ordinal);

    /// <param name="key">Which counter.</param>
    /// <param name="count">What it shows.</param>
    /// <param name="now">When.</param>
    /// <returns>Per second; null: it was seen once, or has begun anew.</returns>
    public double? Add(string key, long count, DateTimeOffset now)
    {
        if (!_seen.TryGetValue(key, out var seen))
        {
            _seen[key] = seen = new();
        }

        if (seen.Count > 0 && seen.Last().Count > count)
        {
            seen.Clear();
        }

        if (seen.Count == 0 || seen.Last().At < now)
        {
            seen.Enqueue((now, count));
        }

        // One from before the window stays, so that the window is full.
        while (seen.Count > 2 && now - seen.ElementAt(1).At >= Window)
        {
            seen.Dequeue();
        }

        var (from, before) = seen.Peek();
        var (to, last) = seen.Last();
        return to > from ? (last - before) / (to - from).TotalSeconds : null;
    }
}
