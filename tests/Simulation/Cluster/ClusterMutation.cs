namespace Weir.Simulation.Cluster;

/// <summary>A deliberate mistake, to prove that the simulator would see it.</summary>
internal enum ClusterMutation
{
    None,

    /// <summary>Task managers do what any leader says, under whatever registration.</summary>
    NoEpochsInTaskManagers,

    /// <summary>A task manager that is told that its registration is void goes on, and does not mind a silent leader either.</summary>
    VoidIsIgnored,

    /// <summary>What is complete in the storage is restored, recorded or not.</summary>
    RestoreUnrecorded,

    /// <summary>A new leader counts attempts from 1, and does not look into the registry.</summary>
    AttemptsStartAgain,

    /// <summary>The journal takes what an overthrown leader writes.</summary>
    NoFencing,

    /// <summary>Subtasks are told that a checkpoint is complete before the registry has noted it.</summary>
    CommitBeforeRecorded,

    /// <summary>Subtasks are deployed before the registry has noted that the attempt number is used.</summary>
    DeployBeforeRecorded,

    /// <summary>A location is created before the registry has noted that the checkpoint id is used.</summary>
    CreateBeforeRecorded,

    /// <summary>A leader sweeps up to the highest id that it finds in the storage, another leader's included.</summary>
    SweepOthers,

    /// <summary>A sink that starts aborts all that its checkpoint does not name, later attempts' work included.</summary>
    AbortLaterAttempts,

    /// <summary>Messages are lost with a connection, and neither side minds.</summary>
    LostConnectionsAreIgnored,

    /// <summary>A new leader does not know that the job was stopped with a savepoint.</summary>
    StopIsForgotten,

    /// <summary>A job that fails after it was stopped runs on.</summary>
    RunsOnAfterStop,
}

internal static class ClusterMutations
{
    /// <summary>Whether the mistake shows only in a job that is stopped.</summary>
    public static bool NeedStop(this ClusterMutation mutation) => mutation is ClusterMutation.StopIsForgotten or ClusterMutation.RunsOnAfterStop;
}
