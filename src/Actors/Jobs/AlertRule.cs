namespace Weir.Actors.Jobs;

/// <summary>What an alert watches for.</summary>
public enum AlertRule
{
    /// <summary>Too many checkpoints have failed within the window.</summary>
    CheckpointFailureIncrease,

    /// <summary>Too many checkpoints have failed since the job's leader took it over.</summary>
    CheckpointFailureTotal,

    /// <summary>No checkpoint has been completed for too long, however seldom they are due.</summary>
    CheckpointSilence,

    /// <summary>The job restarts too often.</summary>
    Restarts,

    /// <summary>The job's cluster was gone, and the job is not relaunched: there were too many relaunches, or they are off.</summary>
    Relaunch,
}
