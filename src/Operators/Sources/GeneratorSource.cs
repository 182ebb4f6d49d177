using Weir.Operators.Connectors;

namespace Weir.Operators.Sources;

/// <summary>Generates records from their index, as fast as possible or at a rate.</summary>
public sealed class GeneratorSource<T> : ISource<T, GeneratorSplit>
{
    private readonly GeneratorFill<T> fill;
    private readonly long count;
    private readonly double recordsPerSecond;

    /// <summary>Describes a generator.</summary>
    /// <param name="count">How many records; null for no end.</param>
    /// <param name="fill">Makes records in runs: the quick way.</param>
    /// <param name="recordsPerSecond">The rate of all subtasks together; null for as fast as possible.</param>
    public GeneratorSource(long? count, GeneratorFill<T> fill, double? recordsPerSecond = null)
    {
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        if (recordsPerSecond is { } rate && !(rate > 0 && double.IsFinite(rate)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(recordsPerSecond), rate, "A rate is a positive number of records per second; leave it out for as fast as possible.");
        }

        this.fill = fill;
        this.count = count ?? long.MaxValue;
        this.recordsPerSecond = recordsPerSecond ?? 0;
    }

    /// <summary>Describes a generator.</summary>
    /// <param name="count">How many records; null for no end.</param>
    /// <param name="generate">Makes the record of an index; must make the same one each time.</param>
    /// <param name="recordsPerSecond">The rate of all subtasks together; null for as fast as possible.</param>
    public GeneratorSource(long? count, Func<long, T> generate, double? recordsPerSecond = null)
        : this(count, ToFill(generate), recordsPerSecond)
    {
    }

    /// <inheritdoc/>
    public bool IsBounded => count != long.MaxValue;

    /// <inheritdoc/>
    public ISplitEnumerator<GeneratorSplit> CreateEnumerator(EnumeratorContext context) =>
        new GeneratorSplitEnumerator(count, recordsPerSecond, context.Parallelism);

    /// <inheritdoc/>
    public ISplitReader<T, GeneratorSplit> CreateReader(SourceReaderContext context) =>
        new GeneratorSplitReader<T>(fill, context.TimeProvider);

    private static GeneratorFill<T> ToFill(Func<long, T> generate)
    {
        ArgumentNullException.ThrowIfNull(generate);
        return (firstIndex, target) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = generate(firstIndex + i);
            }
        };
    }
}
