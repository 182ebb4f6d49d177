namespace Weir.State.Storage;

/// <summary>Whether a job has ended, and how. The numbers are stored.</summary>
internal enum JobPhase
{
    /// <summary>It has not ended, as far as is known: its process may have been killed.</summary>
    Running = 1,
    Finished = 2,
    Cancelled = 3,
    Failed = 4,
    Suspended = 5,
}
