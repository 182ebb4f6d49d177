namespace Weir.Actors.History;

/// <summary>A figure of each completed checkpoint: extremes and mean of all, percentiles of the latest.</summary>
internal sealed class Distribution
{
    /// <summary>How many figures the percentiles are of.</summary>
    public const int Window = 1000;

    private readonly Queue<long> _latest = new();
    private long _count;
    private long _minimum;
    private long _maximum;
    private long _sum;

    public void Add(long figure)
    {
        _minimum = _count == 0 ? figure : Math.Min(_minimum, figure);
        _maximum = _count == 0 ? figure : Math.Max(_maximum, figure);
        _count++;
        _sum += figure;
        if (_latest.Count == Window)
        {
            _latest.Dequeue();
        }

        _latest.Enqueue(figure);
    }

    public Spread Spread()
    {
        if (_count == 0)
        {
            return History.Spread.None;
        }

        long[] sorted = [.. _latest];
        Array.Sort(sorted);
        return History.Spread.Of(sorted, _count, _minimum, _maximum, _sum);
    }

    /// <summary>Of both: first these figures, then those.</summary>
    public Distribution Then(Distribution later)
    {
        ArgumentNullException.ThrowIfNull(later);
        if (_count == 0)
        {
            return later;
        }

        var both = From(Snapshot());
        foreach (long figure in later._latest)
        {
            both.Add(figure);
        }

        return both;
    }

    public DistributionSnapshot Snapshot() => new(_count, _minimum, _maximum, _sum, [.. _latest]);

    public static Distribution From(DistributionSnapshot snapshot)
    {
        var distribution = new Distribution
        {
            _count = snapshot.Count,
            _minimum = snapshot.Minimum,
            _maximum = snapshot.Maximum,
            _sum = snapshot.Sum,
        };
        foreach (long figure in snapshot.Latest.TakeLast(Window))
        {
            distribution._latest.Enqueue(figure);
        }

        return distribution;
    }
}

/// <summary>A <see cref="Distribution"/> as it is kept.</summary>
internal sealed record DistributionSnapshot(long Count, long Minimum, long Maximum, long Sum, IReadOnlyList<long> Latest);
