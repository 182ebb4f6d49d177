using Weir.Operators.Channels;
using Weir.Operators.Elements;
using Weir.Operators.Graph;
using Weir.Operators.InFlight;
using Weir.Operators.Runtime;
using Weir.Operators.Time;
using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Operators.Chains;

/// <summary>
/// What a subtask computes: operators joined by calls, channel outputs behind them. All members are for the subtask's thread, but for
/// <see cref="Metrics"/>.
/// </summary>
internal sealed partial class OperatorChain : IAsyncDisposable
{
    private readonly StreamOperator[] operators;
    private readonly PacedOperators paced;
    private readonly ChainInput[] inputs;
    private readonly ChainOutputs outputs;
    private readonly WatermarkValve valve;
    private readonly bool[] ended;
    private readonly int subtaskIndex;
    private bool maximumReached;

    /// <summary>The data of the subtask had been finished before the restored checkpoint, and nothing has come since.</summary>
    private bool hadFinished;

    private OperatorChain(
        StreamOperator[] operators, ChainInput[] inputs, ChannelOutput[] outputs, IChannelWriter[] writers, SubtaskMetrics metrics, int subtaskIndex)
    {
        this.operators = operators;
        paced = new PacedOperators(operators);
        this.inputs = inputs;
        this.outputs = new ChainOutputs(outputs, writers);
        this.subtaskIndex = subtaskIndex;
        Metrics = metrics;
        ended = new bool[inputs.Length];
        valve = new WatermarkValve(inputs.Length);
        Source = operators[0] is ISourceDriver driver ? new FinishingSource(this, driver) : null;
    }

    /// <summary>Inputs from other subtasks, numbered like <see cref="JobVertex.Inputs"/>; 0 for a source.</summary>
    public int InputCount => inputs.Length;

    /// <summary>Set when the chain begins with a source.</summary>
    public ISourceDriver? Source { get; }

    /// <summary>All input has ended and the end of data has been sent to all outputs.</summary>
    public bool IsDataFinished { get; private set; }

    public SubtaskMetrics Metrics { get; }

    /// <summary>The first operator's uid.</summary>
    public string Uid => operators[0].Context.Uid;

    /// <summary>Records to be processed before any other: they were in flight at the barrier of the restored checkpoint.</summary>
    public InFlightRestore? Restored { get; init; }

    /// <summary>Whether an output, a channel or not, holds enough, so that nothing more should be processed if that can wait.</summary>
    public bool IsBlocked => IsPaced || outputs.IsBlocked;

    /// <summary>Whether an operator that hands records to the outside holds enough; then <see cref="OnWake"/> is heard later.</summary>
    public bool IsPaced => paced.AreFull;

    public bool HasUnflushedOutput => outputs.HasPending;

    /// <summary>When <see cref="OnProcessingTime"/> wants to be called, milliseconds since 1970-01-01 UTC; <see cref="long.MaxValue"/> for never.</summary>
    public long NextProcessingTimerMs
    {
        get
        {
            var next = long.MaxValue;
            if (IsDataFinished)
            {
                return next;
            }

            foreach (var op in operators)
            {
                next = Math.Min(next, op.NextProcessingTimeMs);
            }

            return next;
        }
    }

    /// <summary>Makes the operators of a vertex for one subtask and connects them.</summary>
    /// <param name="vertex">The chain.</param>
    /// <param name="environment">The subtask.</param>
    /// <param name="outputs">
    /// For each of <see cref="JobVertex.Outputs"/> the channels to the target's subtasks; of a pointwise edge the one channel of this subtask.
    /// </param>
    public static OperatorChain Create(
        JobVertex vertex, SubtaskEnvironment environment, IReadOnlyList<IReadOnlyList<IChannelWriter>> outputs) =>
        new ChainWiring(vertex, environment, outputs).Connect();

    internal static OperatorChain Of(
        StreamOperator[] operators, ChainInput[] inputs, ChannelOutput[] outputs, IChannelWriter[] writers, SubtaskMetrics metrics, int subtaskIndex,
        InFlightRestore? restored = null) =>
        new(operators, inputs, outputs, writers, metrics, subtaskIndex) { Restored = restored };

    /// <summary>Restores and opens the operators, the last first, so that each can emit from the start.</summary>
    /// <param name="state">What to restore; null when the job starts without a checkpoint.</param>
    /// <param name="reader">Reads what <paramref name="state"/> names; null without it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask OpenAsync(RestoredSubtaskState? state, ICheckpointReader? reader, CancellationToken cancellationToken)
    {
        for (var i = operators.Length - 1; i >= 0; i--)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // An operator that the checkpoint does not know is new to the job, and starts as in a new job.
            var restore = state?.Operators.GetValueOrDefault(operators[i].Context.Uid) is { } own
                ? new OperatorRestore(InFlightRestore.Without(i == 0 ? FinishedSubtasks.Without(own) : own), reader, state.CheckpointId)
                : OperatorRestore.Fresh;
            await operators[i].OpenAsync(restore, cancellationToken).ConfigureAwait(false);
        }

        if (state is not null && Restored is { } inFlight)
        {
            await inFlight.ReadAsync(state.Operators, reader!, cancellationToken).ConfigureAwait(false);
        }

        if (state?.Operators.GetValueOrDefault(operators[0].Context.Uid) is { } head)
        {
            hadFinished = await FinishedSubtasks.HadFinishedAsync(
                head, reader!, subtaskIndex, operators[0].Context.Parallelism, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sets what is called, from any thread, when the outside has taken records or has failed; then comes <see cref="CheckOutside"/>.</summary>
    public void OnWake(Action wake) => paced.OnWake(wake);

    /// <summary>Throws when something outside of the stream, to which an operator hands records, has failed.</summary>
    public void CheckOutside() => paced.Check();

    /// <summary>Processes some records of a batch; the caller releases the batch when it is through.</summary>
    public void Process(int input, RecordBatch batch, int offset, int count)
    {
        Metrics.RecordsIn += count;
        Metrics.BatchesIn++;
        hadFinished = false;
        inputs[input].Process(batch, offset, count);
    }

    /// <summary>Processes records that were in flight inside of what is one chain now.</summary>
    public void ProcessRestoredInside() => hadFinished &= Restored?.ProcessInside() != true;

    /// <summary>An input's watermark, merged over its channels.</summary>
    public void ProcessWatermark(int input, long timestamp) => Apply(valve.InputWatermark(input, timestamp));

    /// <summary>An input's status, merged over its channels.</summary>
    public void ProcessStatus(int input, bool idle) => Apply(valve.InputStatus(input, idle));

    /// <summary>All channels of an input have ended. With the last input the operators finish, and the end of data goes to all outputs.</summary>
    public void EndOfData(int input)
    {
        if (ended[input])
        {
            throw new InvalidOperationException($"Input {input} of the chain has ended twice.");
        }

        ended[input] = true;
        Apply(valve.InputWatermark(input, Watermark.Maximum));
        if (Array.TrueForAll(ended, static end => end))
        {
            FinishData();
        }
    }

    /// <summary>Sends partial batches.</summary>
    public void FlushOutputs() => outputs.Flush();

    /// <summary>Lets the operators prepare and sends a barrier to all outputs, behind all records so far. Then take the <see cref="Snapshot"/>.</summary>
    public void BroadcastBarrier(Elements.Barrier barrier)
    {
        foreach (var op in operators)
        {
            op.PrepareBarrier(barrier.CheckpointId);
        }

        BroadcastToOutputs(barrier);
    }

    /// <summary>Sends an element to all outputs, behind all records so far.</summary>
    public void BroadcastToOutputs(StreamElement element) => outputs.Broadcast(element);

    /// <summary>Fixes the state that belongs to a checkpoint. Short; writing it is the snapshot's business, on another thread.</summary>
    /// <param name="request">What it is for.</param>
    /// <param name="inFlight">What the barrier has overtaken; null: nothing.</param>
    public ChainSnapshot Snapshot(SnapshotRequest request, InFlightCapture? inFlight = null)
    {
        var states = new (string, InstanceSnapshot?)[operators.Length];
        var taken = 0;
        try
        {
            for (; taken < operators.Length; taken++)
            {
                states[taken] = (operators[taken].Context.Uid, operators[taken].Snapshot(request));
            }
        }
        catch
        {
            // An operator that has an open snapshot would refuse the next, or copy all that it changes for ever.
            foreach (var (_, state) in states.AsSpan(0, taken))
            {
                state?.Dispose();
            }

            throw;
        }

        var finished = IsDataFinished ? FinishedSubtasks.Snapshot(request.CheckpointId, subtaskIndex, operators[0].Context.Parallelism) : null;
        return new ChainSnapshot(subtaskIndex, states, finished, inFlight);
    }

    public void NotifyCheckpointAborted(long checkpointId)
    {
        foreach (var op in operators)
        {
            op.NotifyCheckpointAborted(checkpointId);
        }
    }

    /// <summary>
    /// Starts the commits of a complete checkpoint. When the task, which runs off this thread, has ended well, call <see cref="CommitsDone"/>;
    /// until then what is being committed stays in state.
    /// </summary>
    public Task NotifyCheckpointCompleteAsync(long checkpointId)
    {
        List<Task>? commits = null;
        foreach (var op in operators)
        {
            var commit = op.NotifyCheckpointCompleteAsync(checkpointId);
            if (commit != Task.CompletedTask)
            {
                (commits ??= []).Add(commit);
            }
        }

        return commits is null ? Task.CompletedTask : Task.WhenAll(commits);
    }

    /// <summary>The commits up to a checkpoint have been made.</summary>
    public void CommitsDone(long checkpointId)
    {
        foreach (var op in operators)
        {
            op.CommitsDone(checkpointId);
        }
    }

    /// <summary>Fires what is due. Nothing is behind the end of data, where what is emitted would be lost, or emitted again after a failure.</summary>
    public void OnProcessingTime(long nowMs)
    {
        if (IsDataFinished)
        {
            return;
        }

        var isBlocked = IsBlocked;
        foreach (var op in operators)
        {
            if (op.NextProcessingTimeMs <= nowMs)
            {
                if (isBlocked)
                {
                    op.PostponeIdleness(nowMs);
                }

                op.OnProcessingTime(nowMs);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Exception>? errors = null;
        foreach (var op in operators)
        {
            try
            {
                await op.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The others must be closed too; the first error is told when they are.
                (errors ??= []).Add(e);
            }
        }

        if (errors is not null)
        {
            throw new AggregateException("Closing the operators of a chain failed.", errors);
        }
    }

    /// <summary>The end of all input: event time ends, operators emit what they kept, head first.</summary>
    internal void FinishData()
    {
        if (IsDataFinished)
        {
            return;
        }

        if (!maximumReached)
        {
            SendWatermark(Watermark.Maximum);
        }

        foreach (var op in operators)
        {
            if (hadFinished)
            {
                op.FinishAgain();
            }
            else
            {
                op.Finish();
            }
        }

        BroadcastToOutputs(Elements.EndOfData.Instance);
        IsDataFinished = true;
    }

    private void Apply(ValveChange change)
    {
        if (change.Status is false)
        {
            operators[0].ProcessStatus(idle: false);
        }

        if (change.Watermark is { } watermark)
        {
            SendWatermark(watermark);
        }

        if (change.Status is true)
        {
            operators[0].ProcessStatus(idle: true);
        }
    }

    private void SendWatermark(long timestamp)
    {
        maximumReached = timestamp == Watermark.Maximum;
        Volatile.Write(ref Metrics.CurrentWatermark, timestamp);
        operators[0].ProcessWatermark(timestamp);
    }

    /// <summary>A source that ends the chain's data when it has ended.</summary>
    private sealed class FinishingSource(OperatorChain chain, ISourceDriver driver) : ISourceDriver
    {
        public bool NeedsSplits => driver.NeedsSplits;

        public long Emitted => driver.Emitted;

        public SourceReadStatus Read()
        {
            var before = driver.Emitted;
            var status = driver.Read();
            if (driver.Emitted != before)
            {
                // It had been drained: there was more.
                chain.hadFinished = false;
            }

            if (status == SourceReadStatus.Finished)
            {
                chain.FinishData();
            }

            return status;
        }

        public Task WaitAsync() => driver.WaitAsync();

        public void AddSplits(ReadOnlyMemory<byte> splits)
        {
            chain.hadFinished = false;
            driver.AddSplits(splits);
        }

        public void Drain() => driver.Drain();

        public void NoMoreSplits() => driver.NoMoreSplits();
    }
}
