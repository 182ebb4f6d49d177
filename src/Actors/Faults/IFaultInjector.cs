using Weir.State.Storage;

namespace Weir.Actors.Faults;

/// <summary>Makes things fail on purpose, in tests.</summary>
internal interface IFaultInjector
{
    /// <summary>What may happen to a subtask; null for nothing.</summary>
    SubtaskFaults? Of(FaultySubtask subtask);

    /// <summary>The storage of a job, with the failures that it is to have.</summary>
    ICheckpointStorage Wrap(ICheckpointStorage storage);
}
