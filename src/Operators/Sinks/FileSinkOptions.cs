namespace Weir.Operators.Sinks;

/// <summary>When a file of a <see cref="FileSink{T}"/> is finished and the next one begun, and how files are called.</summary>
public sealed record FileSinkOptions
{
    /// <summary>A file that has reached this size is finished; a batch of records is never divided.</summary>
    public long RollBytes { get; init; } = 128L << 20;

    /// <summary>A file this old is finished; null for any age.</summary>
    public TimeSpan? RollInterval { get; init; }

    /// <summary>
    /// True to finish a file at each checkpoint, so that results can be seen as soon as they are safe.
    /// False for fewer, larger files: then a file stays open over checkpoints until its size or age, or the end of the input, finishes it.
    /// </summary>
    public bool RollAtCheckpoint { get; init; } = true;

    /// <summary>What file names start with. Two sinks of one job that write to the same folder need different ones.</summary>
    public string FilePrefix { get; init; } = "part";

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(RollBytes, 1, nameof(RollBytes));
        if (RollInterval is { } interval)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMilliseconds(1), nameof(RollInterval));
        }

        if (FilePrefix.Length == 0 || FilePrefix[0] == '.' || FilePrefix.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
        {
            throw new ArgumentException(
                $"File prefix '{FilePrefix}' cannot start a file's name: use letters and digits, and no dot in front, which hides files.", nameof(FilePrefix));
        }
    }
}
