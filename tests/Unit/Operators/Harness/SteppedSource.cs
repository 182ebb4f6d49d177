using System.Buffers;
using Weir.Operators.Connectors;

namespace Weir.Unit.Operators.Harness;

/// <summary>Emits given records, so many at each read, as splits of several records each so that several subtasks have some.</summary>
internal sealed class SteppedSource<T>(IReadOnlyList<T> records, int recordsPerRead, int splits = 1, Func<T, long>? timestamp = null)
    : ISource<T, SteppedSplit>
{
    public bool IsBounded => true;

    public ISplitEnumerator<SteppedSplit> CreateEnumerator(EnumeratorContext context) => new Enumerator(records.Count, splits);

    public ISplitReader<T, SteppedSplit> CreateReader(SourceReaderContext context) => new Reader(this);

    private sealed class Enumerator(int count, int splits) : ISplitEnumerator<SteppedSplit>
    {
        private bool found;

        public TimeSpan? DiscoveryInterval => null;

        public ValueTask StartAsync(ReadOnlyMemory<byte>? restoredState, CancellationToken cancellationToken)
        {
            found = restoredState is { IsEmpty: false };
            return ValueTask.CompletedTask;
        }

        public ValueTask<IReadOnlyList<SteppedSplit>> DiscoverAsync(CancellationToken cancellationToken)
        {
            IReadOnlyList<SteppedSplit> result = found
                ? []
                : [.. Enumerable.Range(0, splits).Select(i => new SteppedSplit(count * i / splits, count * (i + 1) / splits))];
            found = true;
            return new ValueTask<IReadOnlyList<SteppedSplit>>(result);
        }

        public void Snapshot(IBufferWriter<byte> output) => output.Write((ReadOnlySpan<byte>)[1]);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Reader(SteppedSource<T> source) : ISplitReader<T, SteppedSplit>
    {
        private readonly List<SteppedSplit> splits = [];
        private readonly SteppedSource<T> source = source;

        public void AddSplit(SteppedSplit split) => splits.Add(split);

        public ReadStatus Read(SourceOutput<T> output)
        {
            for (var emitted = 0; emitted < source.RecordsPerRead && splits.Count > 0;)
            {
                var split = splits[0];
                if (split.Next < split.End)
                {
                    output.MarkPosition("list", split.Next + 1, split.Next);
                    var record = source.Records[split.Next];
                    if (source.Timestamp is null)
                    {
                        output.Add(record);
                    }
                    else
                    {
                        output.Add(record, source.Timestamp(record));
                    }

                    splits[0] = split with { Next = split.Next + 1 };
                    emitted++;
                }

                if (splits[0].Next == split.End)
                {
                    splits.RemoveAt(0);
                }
            }

            return splits.Count > 0 ? ReadStatus.More : ReadStatus.Finished;
        }

        public Task WaitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Snapshot(ICollection<SteppedSplit> held)
        {
            foreach (var split in splits)
            {
                held.Add(split);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private IReadOnlyList<T> Records => records;

    private int RecordsPerRead => recordsPerRead;

    private Func<T, long>? Timestamp => timestamp;
}

public sealed record SteppedSplit(int Next, int End);
