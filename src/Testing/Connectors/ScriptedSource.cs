using System.Buffers;
using Weir.Operators.Connectors;

namespace Weir.Testing.Connectors;

/// <summary>
/// A replayable source that the test writes while the job runs: records come when the test adds them. What was read after the
/// restored checkpoint is read again, so results must hold every record exactly once.
/// </summary>
/// <remarks>Make it outside of the job's definition, which may be called several times. For jobs in the test's own process.</remarks>
/// <typeparam name="T">The record type.</typeparam>
public sealed class ScriptedSource<T> : ISource<T, ScriptedSplit>
{
    private readonly ScriptedPartition<T>[] _partitions;
    private readonly CountSignal _read = new();

    /// <summary>Makes a source without records.</summary>
    /// <param name="partitions">How many there are: each is read in order, by one subtask.</param>
    public ScriptedSource(int partitions = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new ScriptedPartition<T>())];
    }

    /// <inheritdoc/>
    public bool IsBounded => true;

    /// <summary>Records that the job has read so far; those that it has read again count again.</summary>
    public long ReadCount => _read.Count;

    /// <summary>Adds records to the first partition.</summary>
    public void Add(params IEnumerable<T> records) => AddTo(0, records);

    /// <summary>Adds records to a partition.</summary>
    /// <param name="partition">From 0.</param>
    /// <param name="records">In the order in which they will be read.</param>
    public void AddTo(int partition, params IEnumerable<T> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, _partitions.Length);
        _partitions[partition].Add(records);
    }

    /// <summary>Nothing will be added any more: the job's input ends behind what was.</summary>
    public void Complete()
    {
        foreach (ScriptedPartition<T> partition in _partitions)
        {
            partition.Complete();
        }
    }

    /// <summary>Ends when the job has read so many records; those that it has read again count again.</summary>
    public Task WhenReadAsync(long count, CancellationToken cancellationToken = default) => _read.WhenAsync(count).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public ISplitEnumerator<ScriptedSplit> CreateEnumerator(EnumeratorContext context) => new Enumerator(_partitions.Length);

    /// <inheritdoc/>
    public ISplitReader<T, ScriptedSplit> CreateReader(SourceReaderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Reader(this, context.Parallelism);
    }

    private sealed class Enumerator(int partitions) : ISplitEnumerator<ScriptedSplit>
    {
        private bool _isComplete;

        public TimeSpan? DiscoveryInterval => null;

        public ValueTask StartAsync(ReadOnlyMemory<byte>? restoredState, CancellationToken cancellationToken)
        {
            _isComplete = restoredState is { Length: > 0 } state && state.Span[0] != 0;
            return ValueTask.CompletedTask;
        }

        public ValueTask<IReadOnlyList<ScriptedSplit>> DiscoverAsync(CancellationToken cancellationToken)
        {
            IReadOnlyList<ScriptedSplit> splits =
                _isComplete ? [] : [.. Enumerable.Range(0, partitions).Select(partition => new ScriptedSplit(partition, 0))];
            _isComplete = true;
            return ValueTask.FromResult(splits);
        }

        public void Snapshot(IBufferWriter<byte> output) => output.Write([_isComplete ? (byte)1 : (byte)0]);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Reader(ScriptedSource<T> source, int parallelism) : ISplitReader<T, ScriptedSplit>, IEagerReader
    {
        private readonly List<ScriptedSplit> _splits = [];

        /// <summary>With fewer subtasks than partitions there are several for each.</summary>
        public bool WantsMoreSplits => (long)_splits.Count * parallelism < source._partitions.Length;

        public void AddSplit(ScriptedSplit split) => _splits.Add(split);

        public ReadStatus Read(SourceOutput<T> output)
        {
            for (int i = _splits.Count - 1; i >= 0; i--)
            {
                ScriptedSplit split = _splits[i];
                (int count, bool isEnd) = source._partitions[split.Partition].Read(split.Next, output.GetSpan());
                output.Advance(count);
                source._read.Add(count);
                if (isEnd)
                {
                    _splits.RemoveAt(i);
                }
                else
                {
                    _splits[i] = split with { Next = split.Next + count };
                }

                if (output.IsFull)
                {
                    return ReadStatus.More;
                }
            }

            return _splits.Count == 0 ? ReadStatus.Finished : ReadStatus.Waiting;
        }

        public Task WaitAsync(CancellationToken cancellationToken) => Task
            .WhenAny(_splits.Select(split => source._partitions[split.Partition].WaitAsync(split.Next)))
            .WaitAsync(cancellationToken);

        public void Snapshot(ICollection<ScriptedSplit> splits)
        {
            foreach (ScriptedSplit split in _splits)
            {
                splits.Add(split);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
