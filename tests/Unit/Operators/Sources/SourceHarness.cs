using System.Buffers;
using Weir.Operators.Connectors;
using Weir.Operators.Functions;

namespace Weir.Unit.Operators.Sources;

/// <summary>Runs a source as the runtime does: an enumerator, some readers, splits handed out one by one, snapshots taken between reads.</summary>
internal sealed class SourceHarness<T, TSplit> : IAsyncDisposable
{
    private readonly List<Subtask> subtasks = [];
    private readonly Queue<TSplit> unassigned = new();
    private ISplitEnumerator<TSplit> enumerator = null!;

    private SourceHarness()
    {
    }

    public List<ReaderOf> Readers => subtasks.ConvertAll(static subtask => new ReaderOf(subtask.Reader, subtask.Output, subtask.Received.Items));

    /// <summary>All records that were read, by subtask.</summary>
    public IEnumerable<T> Results => subtasks.SelectMany(static subtask => subtask.Received.Items);

    public int UnassignedCount => unassigned.Count;

    public static async Task<SourceHarness<T, TSplit>> StartAsync(
        ISource<T, TSplit> source, int parallelism, TimeProvider? timeProvider = null, Checkpoint? restored = null, bool tracksPositions = false)
    {
        var harness = new SourceHarness<T, TSplit>
        {
            enumerator = source.CreateEnumerator(new EnumeratorContext("job", "source", parallelism)),
        };
        await harness.enumerator.StartAsync(restored is null ? null : new ReadOnlyMemory<byte>(restored.EnumeratorState), CancellationToken.None);
        foreach (var split in restored?.Unassigned ?? [])
        {
            harness.unassigned.Enqueue(split);
        }

        for (var i = 0; i < parallelism; i++)
        {
            var context = new SourceReaderContext("job", "source", i, parallelism, timeProvider ?? TimeProvider.System);
            harness.subtasks.Add(new Subtask(source.CreateReader(context), tracksPositions));
        }

        var next = 0;
        foreach (var split in restored?.Owned ?? [])
        {
            harness.subtasks[next++ % parallelism].Reader.AddSplit(split);
        }

        await harness.DiscoverAsync();
        return harness;
    }

    public async Task DiscoverAsync()
    {
        foreach (var split in await enumerator.DiscoverAsync(CancellationToken.None))
        {
            unassigned.Enqueue(split);
        }
    }

    /// <summary>One read of one subtask, which gets a split when it has none; what it emitted has arrived afterwards.</summary>
    public ReadStatus Read(int subtask)
    {
        var reader = subtasks[subtask];
        var status = reader.Read();
        if (status == ReadStatus.Finished && unassigned.TryDequeue(out var split))
        {
            reader.Reader.AddSplit(split);
            return ReadStatus.More;
        }

        return status;
    }

    /// <summary>Hands the next split to a subtask, whatever it has already.</summary>
    public void Take(int subtask) => subtasks[subtask].Reader.AddSplit(unassigned.Dequeue());

    /// <summary>Reads, by turns, until no subtask has anything more at hand.</summary>
    public void ReadAll()
    {
        bool more;
        do
        {
            more = false;
            for (var i = 0; i < subtasks.Count; i++)
            {
                more |= Read(i) == ReadStatus.More;
            }
        }
        while (more);
    }

    public Checkpoint Snapshot()
    {
        var state = new ArrayBufferWriter<byte>();
        enumerator.Snapshot(state);
        var owned = new List<TSplit>();
        subtasks.ForEach(subtask => subtask.Reader.Snapshot(owned));
        return new Checkpoint(state.WrittenMemory.ToArray(), [.. unassigned], owned, [.. Results]);
    }

    public async ValueTask DisposeAsync()
    {
        await enumerator.DisposeAsync();
        foreach (var subtask in subtasks)
        {
            await subtask.Reader.DisposeAsync();
        }
    }

    public sealed record Checkpoint(byte[] EnumeratorState, List<TSplit> Unassigned, List<TSplit> Owned, List<T> Results);

    public sealed record ReaderOf(ISplitReader<T, TSplit> Reader, SourceOutput<T> Output, List<T> Items);

    private sealed class Subtask
    {
        private readonly Collector<T> records = new();

        public Subtask(ISplitReader<T, TSplit> reader, bool tracksPositions)
        {
            Reader = reader;
            if (tracksPositions)
            {
                records.TrackOrigins();
            }

            records.AddTarget(Received);
            Output = new SourceOutput<T>(records) { TracksPositions = tracksPositions };
        }

        public ISplitReader<T, TSplit> Reader { get; }

        public SourceOutput<T> Output { get; }

        public RecordedInput<T> Received { get; } = new();

        public ReadStatus Read()
        {
            Output.Begin();
            try
            {
                return Reader.Read(Output);
            }
            finally
            {
                records.Flush();
            }
        }
    }
}
