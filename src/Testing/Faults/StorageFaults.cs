using System.Diagnostics.CodeAnalysis;
using Weir.State.Storage;

namespace Weir.Testing.Faults;

/// <summary>What goes wrong in the checkpoint storage. Each step of the storage that fits meets the fault, until it has happened often enough.</summary>
public sealed class StorageFaults
{
    private readonly Lock _gate = new();
    private (StorageStep Step, long From, Fault Fault, Task Until)[] _faults = [];

    internal StorageFaults()
    {
    }

    /// <summary>A subtask cannot write its state into the checkpoint, or a later one: the checkpoint is declined.</summary>
    public Fault FailWrite(long checkpointId) => Add(StorageStep.Write, checkpointId, $"State of checkpoint {checkpointId} cannot be written");

    /// <summary>A subtask's state of the checkpoint, or a later one, is written when the task has ended: a storage that is slow, or hangs for a while.</summary>
    public Fault DelayWrite(long checkpointId, Task until)
    {
        ArgumentNullException.ThrowIfNull(until);
        return Add(StorageStep.SlowWrite, checkpointId, $"State of checkpoint {checkpointId} is written late", until);
    }

    /// <summary>A subtask's state is written by half, then writing fails: what is there is torn.</summary>
    public Fault TearWrite(long checkpointId) => Add(StorageStep.TornWrite, checkpointId, $"State of checkpoint {checkpointId} is torn");

    /// <summary>The metadata of the checkpoint, or a later one, cannot be written: the checkpoint fails.</summary>
    public Fault FailMetadata(long checkpointId) =>
        Add(StorageStep.Metadata, checkpointId, $"The metadata of checkpoint {checkpointId} cannot be written");

    /// <summary>The metadata of the checkpoint, or a later one, is written, but writing it seems to have failed, and nobody can look: whether it is complete is unknown.</summary>
    public Fault LoseMetadataAnswer(long checkpointId) =>
        Add(StorageStep.MetadataAnswer, checkpointId, $"Whether the metadata of checkpoint {checkpointId} is written is unknown");

    /// <summary>State cannot be read at the next restore: the attempt fails.</summary>
    public Fault FailRead() => Add(StorageStep.Read, 0, "State cannot be read");

    /// <summary>
    /// The checkpoint to restore cannot be reached when the job looks for one: that counts as a failure, and the next try restores the same.
    /// </summary>
    public Fault FailLookup() => Add(StorageStep.Verify, 0, "The checkpoint cannot be reached");

    /// <summary>Called with whatever state a subtask is about to open: to do something to it in the midst of a restore.</summary>
    internal Action<StateHandle>? Opening { get; set; }

    internal Fault? Next(StorageStep step, long checkpointId) => Find(step, checkpointId)?.Fault;

    /// <summary>Whether the step has to wait, and until when.</summary>
    internal bool IsLate(StorageStep step, long checkpointId, [NotNullWhen(true)] out Task? until) => (until = Find(step, checkpointId)?.Until) is not null;

    private (Fault Fault, Task Until)? Find(StorageStep step, long checkpointId)
    {
        foreach ((StorageStep planned, long from, Fault fault, Task until) in Volatile.Read(ref _faults))
        {
            if (planned == step && checkpointId >= from && fault.TryHappen())
            {
                return (fault, until);
            }
        }

        return null;
    }

    private Fault Add(StorageStep step, long from, string description, Task? until = null)
    {
        var fault = new Fault(description);
        lock (_gate)
        {
            _faults = [.. _faults, (step, from, fault, until ?? Task.CompletedTask)];
        }

        return fault;
    }
}
