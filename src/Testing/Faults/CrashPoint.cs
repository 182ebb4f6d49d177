namespace Weir.Testing.Faults;

/// <summary>Says when a subtask crashes: as if one of its functions had thrown an <see cref="InjectedFaultException"/>.</summary>
public sealed class CrashPoint
{
    private readonly FaultPlan _plan;
    private readonly string _operator;
    private readonly int? _index;

    internal CrashPoint(FaultPlan plan, string @operator, int? index)
    {
        _plan = plan;
        _operator = @operator;
        _index = index;
    }

    /// <summary>When the barrier of the checkpoint, or of a later one, has arrived on all inputs: before the snapshot is taken.</summary>
    public Fault AtCheckpoint(long checkpointId) => Add(FaultPoint.Barrier, checkpointId, $"at the barrier of checkpoint {checkpointId}");

    /// <summary>When its snapshot of the checkpoint, or of a later one, is written, and before it says so.</summary>
    public Fault BeforeAcknowledging(long checkpointId) =>
        Add(FaultPoint.BeforeAcknowledgement, checkpointId, $"before it acknowledges checkpoint {checkpointId}");

    /// <summary>Right after it has acknowledged the checkpoint, or a later one: the checkpoint may become complete without it.</summary>
    public Fault AfterAcknowledging(long checkpointId) =>
        Add(FaultPoint.AfterAcknowledgement, checkpointId, $"after it has acknowledged checkpoint {checkpointId}");

    /// <summary>When it hears that the checkpoint, or a later one, is complete: before its sinks commit.</summary>
    public Fault AtCommit(long checkpointId) => Add(FaultPoint.Commit, checkpointId, $"before it commits checkpoint {checkpointId}");

    /// <summary>
    /// When it has processed so many records since its start; of a subtask that begins with a source: when it has sent so many to other
    /// subtasks, counted in whole batches.
    /// </summary>
    public Fault AtRecord(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Add(FaultPoint.Record, count, $"at record {count}");
    }

    private Fault Add(FaultPoint point, long from, string when) => _plan.Add(
        _operator, _index, point, from, $"Subtask {(_index is null ? "" : $"{_index} ")}of '{_operator}' crashes {when}");
}
