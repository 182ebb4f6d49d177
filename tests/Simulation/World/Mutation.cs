namespace Weir.Simulation.World;

/// <summary>A deliberate mistake, to prove that the simulator would see it.</summary>
internal enum Mutation
{
    None,

    /// <summary>Exactly once is promised, but nothing is aligned.</summary>
    NoAlignment,

    /// <summary>A sink commits at the barrier, not when the checkpoint is complete.</summary>
    CommitAtBarrier,

    /// <summary>A sink forgets on restore what it had prepared for the checkpoint that is restored.</summary>
    ForgetPreparedOnRestore,

    /// <summary>A checkpoint without metadata counts as complete when a restore is selected.</summary>
    RestoreIncomplete,

    /// <summary>A checkpoint counts as complete before its metadata is written.</summary>
    CompleteBeforeMetadata,

    /// <summary>One subtask's acknowledgement is not waited for.</summary>
    CompleteWithoutOneAcknowledgement,

    /// <summary>
    /// A restore looks only at what the coordinator remembers, not at what is in the storage (and leaves it there).
    /// </summary>
    TrustMemoryOnRestore,

    /// <summary>A restore does not wait for metadata that is being written.</summary>
    RestoreWithoutQuiescing,

    /// <summary>The enumerators are snapshotted a while after the sources have been triggered.</summary>
    LateEnumeratorSnapshot,

    /// <summary>A source snapshots before it sends the barrier, and goes on reading between the two.</summary>
    RecordBetweenSnapshotAndBarrier,

    /// <summary>What nobody needs is left in the storage when a deletion failed.</summary>
    NeverSweep,

    /// <summary>With a checkpoint all goes that it names, whoever else does.</summary>
    DeleteWhatOthersShare,

    /// <summary>What waits in front of an announced barrier is no part of the snapshot.</summary>
    IgnoreQueued,

    /// <summary>What comes in front of a barrier after the snapshot is no part of it.</summary>
    IgnoreLate,
}

internal static class Mutations
{
    /// <summary>Whether the mistake shows only where barriers overtake.</summary>
    public static bool NeedsOvertaking(this Mutation mutation) => mutation is Mutation.IgnoreQueued or Mutation.IgnoreLate;
}
