using Weir.State.Storage;

namespace Weir.Actors.JobManagers;

/// <summary>A job that this process may run, and nobody else while the lease lasts.</summary>
/// <param name="Record">What the storage remembers of it.</param>
/// <param name="StartFrom">The checkpoint of another job to start with; null: its own newest one, or empty when it has none.</param>
/// <param name="Lease">To be disposed when the job has ended.</param>
/// <param name="IsNew">Whether it was recorded just now; else <paramref name="Record"/> is what it was before this claim.</param>
internal sealed record ClaimedJob(JobRecord Record, CheckpointLocation? StartFrom, IDisposable Lease, bool IsNew);
