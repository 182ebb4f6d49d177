using Weir.Operators.Connectors;
using Weir.Operators.Runtime;
using Weir.State.Backends;
using Weir.State.Codecs;

namespace Weir.Operators.Transforms;

/// <summary>The head of a chain that reads a source's splits. Its state is the splits in work with their positions.</summary>
internal sealed class SourceOperator<T, TSplit> : OutputOperator<T>, ISourceDriver, ISourcePositions
{
    private const string SplitsState = "splits";

    private readonly ISource<T, TSplit> source;
    private readonly Codec<TSplit> codec = Codec.For<TSplit>();
    private readonly CancellationTokenSource closing = new();
    private readonly SourceOutput<T> emitted;
    private OperatorStateBackend? lists;
    private ISplitReader<T, TSplit>? reader;
    private TaskCompletionSource splitsChanged = NewSignal();
    private Task? waiting;
    private bool readerFinished;
    private bool readerWaiting;
    private bool noMoreSplits;
    private bool drained;

    public SourceOperator(ISource<T, TSplit> source)
    {
        this.source = source;
        emitted = new SourceOutput<T>(Output) { TracksPositions = true };
    }

    /// <remarks>A reader of an unbounded source never ends what it has: when it has nothing to read at the moment, it takes more, or they would have no reader.</remarks>
    public bool NeedsSplits => !drained && (readerFinished || (readerWaiting && (!source.IsBounded || reader is IEagerReader { WantsMoreSplits: true }))) && !noMoreSplits;

    public long Emitted => Output.Sent;

    private ISplitReader<T, TSplit> Reader => reader ?? throw new InvalidOperationException($"The source '{Context.Name}' is not open.");

    public override object Input(int index) => throw new InvalidOperationException("A source has no inputs.");

    public override async ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken)
    {
        var environment = Context.Environment;
        lists = await OperatorLists.OpenAsync(Context, restore, cancellationToken).ConfigureAwait(false);
        var splits = lists.List<TSplit>(SplitsState);
        try
        {
            reader = source.CreateReader(new SourceReaderContext(
                environment.JobName, Context.Name, Context.SubtaskIndex, Context.Parallelism, environment.TimeProvider) { Host = environment.Host });
            foreach (var split in splits)
            {
                reader.AddSplit(split);
            }
        }
        catch (Exception e) when (OperatorFailure.IsOwn(e))
        {
            throw OperatorFailure.Without(Context, e);
        }

        readerFinished = splits.Count == 0;
    }

    public SourceReadStatus Read()
    {
        waiting = null;
        if (drained)
        {
            return SourceReadStatus.Finished;
        }

        if (readerFinished)
        {
            return noMoreSplits ? SourceReadStatus.Finished : SourceReadStatus.Waiting;
        }

        emitted.Begin();
        ReadStatus status;
        try
        {
            status = Reader.Read(emitted);
        }
        catch (Exception e) when (OperatorFailure.IsOwn(e))
        {
            throw OperatorFailure.Without(Context, e, emitted.DescribeLastPosition());
        }

        Output.Flush();
        readerWaiting = status == ReadStatus.Waiting;
        switch (status)
        {
            case ReadStatus.More:
                return SourceReadStatus.More;
            case ReadStatus.Waiting:
                return SourceReadStatus.Waiting;
            case ReadStatus.Finished:
                readerFinished = true;
                return noMoreSplits ? SourceReadStatus.Finished : SourceReadStatus.Waiting;
            default:
                throw new InvalidOperationException($"The reader of '{Context.Name}' returned the unknown status {status}.");
        }
    }

    public Task WaitAsync() => waiting ??= readerFinished
        ? splitsChanged.Task
        : Task.WhenAny(Reader.WaitAsync(closing.Token), splitsChanged.Task).Unwrap();

    public void AddSplits(ReadOnlyMemory<byte> splits)
    {
        foreach (var split in SplitList.Decode(codec, splits.Span))
        {
            Reader.AddSplit(split);
            readerFinished = false;
        }

        SignalSplits();
    }

    public void Drain()
    {
        drained = true;
        SignalSplits();
    }

    public void NoMoreSplits()
    {
        noMoreSplits = true;
        SignalSplits();
    }

    public string? Describe(int origin) => emitted.DescribePosition(origin);

    public override void ProcessWatermark(long timestamp) => SendWatermark(timestamp);

    public override void ProcessStatus(bool idle) => SendStatus(idle);

    public override InstanceSnapshot Snapshot(SnapshotRequest request)
    {
        var splits = lists!.List<TSplit>(SplitsState);
        var held = new List<TSplit>();
        Reader.Snapshot(held);
        splits.Update(held);
        return lists.TakeSnapshot(request.CheckpointId);
    }

    public override async ValueTask DisposeAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        if (reader is not null)
        {
            await reader.DisposeAsync().ConfigureAwait(false);
        }

        closing.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void SignalSplits()
    {
        var signal = splitsChanged;
        splitsChanged = NewSignal();
        waiting = null;
        signal.SetResult();
    }
}
