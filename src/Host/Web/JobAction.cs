namespace Weir.Host.Web;

/// <summary>What can be asked for on a job's page.</summary>
public enum JobAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A checkpoint now.</summary>
    Checkpoint,

    /// <summary>A savepoint; the job goes on.</summary>
    Savepoint,

    /// <summary>Other parallelisms; the job goes on.</summary>
    Rescale,

    /// <summary>A savepoint, and the job's end with it.</summary>
    Stop,

    /// <summary>The job's end without a savepoint.</summary>
    Cancel,
}
