namespace Weir.State.Storage;

/// <summary>Small files beside a job's checkpoints on which nothing depends: what is lost of them is missed by people only.</summary>
internal interface IJobNotes
{
    /// <summary>A job's notes; those that are damaged are left out. <see cref="StorageException"/> when they cannot be read.</summary>
    Task<IReadOnlyList<JobNote>> ReadAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>Writes a note, or replaces it, all at once. <see cref="StorageException"/> when it cannot be written.</summary>
    Task WriteAsync(string jobId, JobNote note, CancellationToken cancellationToken);

    /// <summary>One that is not there is fine. <see cref="StorageException"/> when it cannot be deleted.</summary>
    Task DeleteAsync(string jobId, string name, CancellationToken cancellationToken);
}
