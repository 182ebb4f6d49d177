using Weir.Actors.Faults;
using Weir.State.Storage;

namespace Weir.Testing.Faults;

/// <summary>
/// What is to go wrong in a test cluster, and when. Faults can be added before a job is submitted and while it runs. Each happens
/// once, at the first moment that fits; see <see cref="Fault.Times"/>.
/// </summary>
public sealed class FaultPlan : IFaultInjector, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private PlannedFault[] _faults = [];

    internal FaultPlan()
    {
    }

    /// <summary>What goes wrong in the checkpoint storage.</summary>
    public StorageFaults Storage { get; } = new();

    /// <summary>Crashes a subtask. What follows says when.</summary>
    /// <param name="operatorName">Name or uid of an operator in the subtask's chain.</param>
    /// <param name="index">Which of the parallel subtasks, from 0; null: whichever comes there first.</param>
    public CrashPoint CrashSubtask(string operatorName, int? index = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operatorName);
        return new CrashPoint(this, operatorName, index);
    }

    /// <summary>Does something to a subtask's acknowledgements. What follows says what.</summary>
    /// <param name="operatorName">Name or uid of an operator in the subtask's chain.</param>
    /// <param name="index">Which of the parallel subtasks, from 0; null: whichever comes there first.</param>
    public AcknowledgementFaults Acknowledgement(string operatorName, int? index = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operatorName);
        return new AcknowledgementFaults(this, operatorName, index);
    }

    /// <summary>Ends delays that are under way.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    SubtaskFaults? IFaultInjector.Of(FaultySubtask subtask) => new PlannedSubtaskFaults(this, subtask, _closing.Token);

    ICheckpointStorage IFaultInjector.Wrap(ICheckpointStorage storage) => new FaultyCheckpointStorage(storage, Storage);

    internal Fault Add(string operatorName, int? index, FaultPoint point, long from, string description, Func<CancellationToken, Task>? until = null)
    {
        var fault = new Fault(description);
        lock (_gate)
        {
            _faults = [.. _faults, new PlannedFault(operatorName, index, point, from, fault, until)];
        }

        return fault;
    }

    internal PlannedFault[] All() => Volatile.Read(ref _faults);
}
