using Weir.Operators.Functions;
using Weir.State.Backends;

namespace Weir.Operators.Runtime;

/// <summary>
/// One instance of an operator in a chain. Life: <see cref="Setup"/>, its outputs are wired, <see cref="OpenAsync"/>, then records,
/// watermarks, timers and snapshots on the subtask's thread, <see cref="Finish"/> at the end of input, dispose.
/// </summary>
internal abstract class StreamOperator : IAsyncDisposable
{
    private OperatorContext? context;

    public OperatorContext Context => context ?? throw new InvalidOperationException("The operator has not been set up.");

    /// <summary>When <see cref="OnProcessingTime"/> wants to be called next, milliseconds since 1970-01-01 UTC.</summary>
    public virtual long NextProcessingTimeMs => long.MaxValue;

    public virtual void Setup(OperatorContext operatorContext) => context = operatorContext;

    /// <summary>The input of that number, an IInput of the type that the graph says.</summary>
    public abstract object Input(int index);

    /// <summary>The main output, or null for a sink.</summary>
    public abstract ICollectorPort? MainOutput { get; }

    /// <summary>The output for a tag; kept for all of the operator's life.</summary>
    public virtual Collector<T> SideOutput<T>(OutputTag<T> tag) =>
        throw new InvalidOperationException($"Operator '{Context.Name}' has no side outputs.");

    /// <summary>Looks into its keyed state; null: it has none, or is not open.</summary>
    public virtual IStateLookup? StateLookup => null;

    /// <summary>Restores state and opens user functions.</summary>
    public virtual ValueTask OpenAsync(OperatorRestore restore, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Event time of all inputs together.</summary>
    public abstract void ProcessWatermark(long timestamp);

    /// <summary>All inputs are idle, or one is active again.</summary>
    public abstract void ProcessStatus(bool idle);

    public virtual void OnProcessingTime(long nowMs)
    {
    }

    /// <summary>The chain's outputs are blocked, which is why no records come: that there are none is not to be concluded.</summary>
    public virtual void PostponeIdleness(long nowMs)
    {
    }

    /// <summary>All input has ended: emits what is left.</summary>
    public virtual void Finish()
    {
    }

    /// <summary>All input has ended, and had ended at the restored checkpoint: what <see cref="Finish"/> emitted is part of that.</summary>
    public virtual void FinishAgain()
    {
    }

    /// <summary>Before the barrier goes out: emits what has to be in front of it.</summary>
    public virtual void PrepareBarrier(long checkpointId)
    {
    }

    /// <summary>The state at the barrier; null when there is none.</summary>
    public virtual InstanceSnapshot? Snapshot(SnapshotRequest request) => null;

    public virtual void NotifyCheckpointAborted(long checkpointId)
    {
    }

    /// <summary>Starts what a complete checkpoint allows; the task runs off the stream's thread.</summary>
    public virtual Task NotifyCheckpointCompleteAsync(long checkpointId) => Task.CompletedTask;

    /// <summary>The task of <see cref="NotifyCheckpointCompleteAsync"/> has ended well.</summary>
    public virtual void CommitsDone(long checkpointId)
    {
    }

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
