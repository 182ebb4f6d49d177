using Weir.Actors.Faults;
using Weir.Operators.Chains;
using Weir.Operators.InFlight;

namespace Weir.Actors.Subtasks;

/// <summary>What the stages of one subtask share. They run fused, so on one thread.</summary>
internal sealed class SubtaskStages(OperatorChain chain, ISubtaskListener listener, TimeProvider clock, int stageCount)
{
    private int _starting = stageCount;
    private int _isNoticed;
    private Action? _wake;
    private InFlightCapture? _capture;

    public OperatorChain Chain => chain;

    public ISubtaskListener Listener => listener;

    public TimeProvider Clock => clock;

    /// <summary>How long records may wait for a batch to fill.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The savepoint behind which the subtask stands still from its start on; 0: it runs.</summary>
    public long SuspendedBy { get; init; }

    /// <summary>What a test does to the subtask; null but in tests.</summary>
    public SubtaskFaults? Faults { get; init; }

    /// <summary>Tells the gate that a checkpoint was aborted; null for a source, which has no gate.</summary>
    public Action<long>? AbortAtGate { get; set; }

    /// <summary>How long barriers are aligned before they overtake; null: they never do.</summary>
    public TimeSpan? OvertakingTimeout { get; init; }

    /// <summary>What is kept of records that were overtaken, at most.</summary>
    public long MaximumInFlightBytes { get; init; }

    /// <summary>
    /// Lets the gate look after barriers that have been announced. Returns one for which the snapshot is to be taken at
    /// once. Null for a source, which has no gate.
    /// </summary>
    public Func<Barrier?>? HeedAtGate { get; set; }

    /// <summary>Captures what the chain has been given and has not processed.</summary>
    public Action<InFlightCapture> CaptureProcessing { get; set; } = static _ => { };

    /// <summary>What the gate has pushed and the chain has not come to.</summary>
    public GateElement Handed { get; set; }

    /// <summary>Start delay and alignment of the barrier that the gate let through last.</summary>
    public SnapshotTiming LatestAlignment { get; set; }

    /// <summary>What the subtask's actor looks at while the stages run.</summary>
    public SubtaskPulse Pulse { get; init; } = new();

    public SubtaskControl? Control { get; set; }

    /// <summary>Sets what wakes the chain for a notice. It is called on any thread.</summary>
    public void OnNotice(Action wake) => Volatile.Write(ref _wake, wake);

    /// <summary>There is news of a barrier; on any thread.</summary>
    public void Notify()
    {
        Volatile.Write(ref _isNoticed, 1);
        Volatile.Read(ref _wake)?.Invoke();
    }

    /// <summary>Whether there is news of a barrier, once.</summary>
    public bool TakeNotice() => Volatile.Read(ref _isNoticed) != 0 && Interlocked.Exchange(ref _isNoticed, 0) != 0;

    /// <summary>Keeps a notice for later.</summary>
    public void Remember() => Volatile.Write(ref _isNoticed, 1);

    /// <summary>Barriers that the gate has decided about and the chain has not come to.</summary>
    public int BarriersUnderWay { get; set; }

    /// <summary>The gate begins to capture what is in flight; the chain takes the snapshot to which it belongs.</summary>
    public void PutCapture(InFlightCapture capture) => _capture = capture;

    /// <summary>What is being captured for a checkpoint; null: its barrier has overtaken nothing.</summary>
    public InFlightCapture? TakeCapture(long checkpointId)
    {
        InFlightCapture? capture = _capture?.CheckpointId == checkpointId ? _capture : null;
        _capture = null;
        return capture;
    }

    /// <summary>Called by each stage once it can be acted upon; the last one reports the subtask as started.</summary>
    public void StageStarted()
    {
        if (--_starting == 0)
        {
            Listener.Started(Control!);
        }
    }

    /// <summary>Whether a stage has failed; the subtask's actor then stops the stream, so nothing is done meanwhile.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Runs a handler of a stage. A stream that failed by itself would only log, so nothing may leave the handler.</summary>
    public void Guarded(Action step)
    {
        if (HasFailed)
        {
            return;
        }

        try
        {
            step();
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    /// <summary>Reports the first failure of the subtask's stages.</summary>
    public void Fail(Exception error)
    {
        if (!HasFailed)
        {
            HasFailed = true;
            Listener.Failed(error);
        }
    }

    public long NowMs() => Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
