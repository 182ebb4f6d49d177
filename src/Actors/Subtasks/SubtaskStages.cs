using Weir.Actors.Faults;
using Weir.Operators.Chains;

namespace Weir.Actors.Subtasks;

/// <summary>What the stages of one subtask share. They run fused, so on one thread.</summary>
internal sealed class SubtaskStages(OperatorChain chain, ISubtaskListener listener, TimeProvider clock, int stageCount)
{
    private int _starting = stageCount;

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

    /// <summary>Start delay and alignment of the barrier that the gate let through last.</summary>
    public SnapshotTiming LatestAlignment { get; set; }

    /// <summary>What the subtask's actor looks at while the stages run.</summary>
    public SubtaskPulse Pulse { get; init; } = new();

    public SubtaskControl? Control { get; set; }

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
