using System.Buffers;
using Weir.Operators.Connectors;

namespace Weir.Operators.Sources;

/// <summary>
/// Emits the elements of a collection, in order and by one subtask. They are copied when the source is made;
/// after a failure of the process the job's definition has to give the same elements again.
/// </summary>
public sealed class CollectionSource<T> : ISource<T, CollectionSplit>
{
    private readonly T[] elements;

    /// <summary>Copies the elements.</summary>
    public CollectionSource(IEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        this.elements = [.. elements];
    }

    /// <inheritdoc/>
    public bool IsBounded => true;

    /// <inheritdoc/>
    public ISplitEnumerator<CollectionSplit> CreateEnumerator(EnumeratorContext context) => new Enumerator();

    /// <inheritdoc/>
    public ISplitReader<T, CollectionSplit> CreateReader(SourceReaderContext context) => new Reader(elements);

    private sealed class Enumerator : ISplitEnumerator<CollectionSplit>
    {
        private bool isComplete;

        public TimeSpan? DiscoveryInterval => null;

        public ValueTask StartAsync(ReadOnlyMemory<byte>? restoredState, CancellationToken cancellationToken)
        {
            isComplete = restoredState is { Length: > 0 } state && state.Span[0] != 0;
            return ValueTask.CompletedTask;
        }

        public ValueTask<IReadOnlyList<CollectionSplit>> DiscoverAsync(CancellationToken cancellationToken)
        {
            IReadOnlyList<CollectionSplit> splits = isComplete ? [] : [new CollectionSplit(0)];
            isComplete = true;
            return ValueTask.FromResult(splits);
        }

        public void Snapshot(IBufferWriter<byte> output) => output.Write([isComplete ? (byte)1 : (byte)0]);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Reader(T[] elements) : ISplitReader<T, CollectionSplit>
    {
        private readonly List<int> positions = [];

        public void AddSplit(CollectionSplit split)
        {
            if ((uint)split.Next > (uint)elements.Length)
            {
                throw new ConnectorException(
                    $"The restored job goes on at element {split.Next} of a collection that now has {elements.Length}: the job's definition must give the same elements each time.");
            }

            positions.Add(split.Next);
        }

        public ReadStatus Read(SourceOutput<T> output)
        {
            while (positions.Count > 0)
            {
                var next = positions[0];
                var target = output.GetSpan();
                var count = Math.Min(target.Length, elements.Length - next);
                elements.AsSpan(next, count).CopyTo(target);
                output.Advance(count);
                positions[0] = next + count;
                if (next + count == elements.Length)
                {
                    positions.RemoveAt(0);
                }

                if (output.IsFull)
                {
                    return positions.Count > 0 ? ReadStatus.More : ReadStatus.Finished;
                }
            }

            return ReadStatus.Finished;
        }

        public Task WaitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Snapshot(ICollection<CollectionSplit> splits)
        {
            foreach (var position in positions)
            {
                splits.Add(new CollectionSplit(position));
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
