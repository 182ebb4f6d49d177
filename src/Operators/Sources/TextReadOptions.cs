namespace Weir.Operators.Sources;

/// <summary>How text files are read.</summary>
public sealed record TextReadOptions
{
    /// <summary>
    /// True to go on as files grow and, in a folder, as files are added; the source then never ends.
    /// Only whole lines are read: a last line waits for its line end. A file that shrinks or vanishes is an error.
    /// </summary>
    public bool Follow { get; init; }

    /// <summary>With <see cref="Follow"/>: how often a folder is searched for new files.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>With <see cref="Follow"/>: how often files that were read to their end are looked at again.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many times the input is read; 1 with <see cref="Follow"/>.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>The most lines a second that all subtasks together read; null for as fast as possible.</summary>
    public double? LinesPerSecond { get; init; }

    /// <summary>
    /// A longer file is read in several parts of this size, in parallel; lines are never torn. Line numbers in error messages
    /// are known in the first part of a file only, byte offsets everywhere. A followed file is one part.
    /// </summary>
    public long SplitBytes { get; init; } = 64L << 20;

    /// <summary>A longer line is an error, since a line has to fit into memory.</summary>
    public int MaxLineBytes { get; init; } = 256 << 20;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(DiscoveryInterval, TimeSpan.Zero, nameof(DiscoveryInterval));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollInterval, TimeSpan.Zero, nameof(PollInterval));
        ArgumentOutOfRangeException.ThrowIfLessThan(Passes, 1, nameof(Passes));
        ArgumentOutOfRangeException.ThrowIfLessThan(SplitBytes, 1, nameof(SplitBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLineBytes, 1, nameof(MaxLineBytes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLineBytes, 1 << 30, nameof(MaxLineBytes));
        if (LinesPerSecond is { } rate && !(rate > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(LinesPerSecond), rate, "The rate must be above 0; null for as fast as possible.");
        }

        if (Follow && Passes != 1)
        {
            throw new ArgumentException(
                $"A followed input has no end, so it cannot be read {Passes} times: leave Passes at 1 or Follow at false.", nameof(Passes));
        }
    }
}
