using System.Buffers;
using Weir.Operators.Connectors;

namespace Weir.Operators.Sources;

/// <summary>Deals a generator's indexes, one split to each reader.</summary>
internal sealed class GeneratorSplitEnumerator(long count, double recordsPerSecond, int parallelism)
    : ISplitEnumerator<GeneratorSplit>
{
    /// <summary>So many times the parallelism a restored job can have without a reader that has nothing to do.</summary>
    internal const int LanesPerSplit = 4;

    private bool isComplete;

    public TimeSpan? DiscoveryInterval => null;

    public ValueTask StartAsync(ReadOnlyMemory<byte>? restoredState, CancellationToken cancellationToken)
    {
        isComplete = restoredState is { Length: > 0 } state && state.Span[0] != 0;
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<GeneratorSplit>> DiscoverAsync(CancellationToken cancellationToken)
    {
        var splits = isComplete ? [] : Deal();
        isComplete = true;
        return ValueTask.FromResult<IReadOnlyList<GeneratorSplit>>(splits);
    }

    public void Snapshot(IBufferWriter<byte> output) => output.Write([isComplete ? (byte)1 : (byte)0]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private List<GeneratorSplit> Deal()
    {
        var splits = new List<GeneratorSplit>();
        for (long i = 0; i < parallelism && i * GeneratorSplit.BlockLength < count; i++)
        {
            splits.Add(new GeneratorSplit(
                i * GeneratorSplit.BlockLength,
                (i + 1) * GeneratorSplit.BlockLength,
                (long)parallelism * GeneratorSplit.BlockLength,
                count,
                LanesPerSplit,
                recordsPerSecond / parallelism));
        }

        return splits;
    }
}
