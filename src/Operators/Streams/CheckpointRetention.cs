namespace Weir.Operators.Streams;

/// <summary>What becomes of the checkpoints of a job that was cancelled.</summary>
public enum CheckpointRetention
{
    /// <summary>They are deleted.</summary>
    DeleteOnCancellation,

    /// <summary>They stay, so that the job can be started from them.</summary>
    RetainOnCancellation,

    /// <summary>They are deleted whenever the job ends, however it does.</summary>
    NoExternalized,
}
