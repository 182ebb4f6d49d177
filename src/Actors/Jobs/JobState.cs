namespace Weir.Actors.Jobs;

/// <summary>What a job is doing.</summary>
public enum JobState
{
    /// <summary>It is being started for the first time.</summary>
    Created,

    /// <summary>Its subtasks run.</summary>
    Running,

    /// <summary>Something has failed, or moves to another node: subtasks are stopped and started again from the latest checkpoint.</summary>
    Restarting,

    /// <summary>All input is processed; the last results are being committed.</summary>
    Finishing,

    /// <summary>It was asked to end, and its subtasks are being stopped.</summary>
    Cancelling,

    /// <summary>It has failed for good, and its subtasks are being stopped.</summary>
    Failing,

    /// <summary>It has ended well.</summary>
    Finished,

    /// <summary>It was ended.</summary>
    Cancelled,

    /// <summary>It has failed for good.</summary>
    Failed,
}
