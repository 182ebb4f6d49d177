namespace Weir.Testing.Faults;

/// <summary>Says what becomes of a subtask's acknowledgements on their way to the coordinator. A checkpoint id stands for that checkpoint or the next one after it.</summary>
public sealed class AcknowledgementFaults
{
    private readonly FaultPlan _plan;
    private readonly string _operator;
    private readonly int? _index;

    internal AcknowledgementFaults(FaultPlan plan, string @operator, int? index)
    {
        _plan = plan;
        _operator = @operator;
        _index = index;
    }

    /// <summary>It never arrives: the checkpoint expires (<c>weir.checkpointing.timeout</c>).</summary>
    public Fault Drop(long checkpointId) => Add(FaultPoint.DropAcknowledgement, checkpointId, "is lost");

    /// <summary>It arrives twice.</summary>
    public Fault Duplicate(long checkpointId) => Add(FaultPoint.DuplicateAcknowledgement, checkpointId, "arrives twice");

    /// <summary>It arrives when the task has ended, however it ends; everything else goes on meanwhile.</summary>
    public Fault Delay(long checkpointId, Task until)
    {
        ArgumentNullException.ThrowIfNull(until);
        return Add(FaultPoint.DelayAcknowledgement, checkpointId, "is late", until.WaitAsync);
    }

    /// <summary>It arrives so much later; everything else goes on meanwhile.</summary>
    public Fault Delay(long checkpointId, TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        return Add(FaultPoint.DelayAcknowledgement, checkpointId, $"is late by {by}", cancellation => Task.Delay(by, cancellation));
    }

    private Fault Add(FaultPoint point, long checkpointId, string what, Func<CancellationToken, Task>? until = null) => _plan.Add(
        _operator,
        _index,
        point,
        checkpointId,
        $"The acknowledgement of checkpoint {checkpointId} by subtask {(_index is null ? "" : $"{_index} ")}of '{_operator}' {what}",
        until);
}
