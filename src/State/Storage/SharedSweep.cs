namespace Weir.State.Storage;

/// <summary>Deletes the shared files that no checkpoint of a job which is over names.</summary>
internal static class SharedSweep
{
    /// <param name="storage">Where they are.</param>
    /// <param name="jobId">Whose they are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task DeleteAsync(ICheckpointStorage storage, string jobId, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> files = await storage.ListSharedAsync(jobId, long.MaxValue, cancellationToken).ConfigureAwait(false);
        if (files.Count > 0)
        {
            SharedNames named = await storage.ReadSharedNamesAsync(jobId, cancellationToken).ConfigureAwait(false);
            await storage.DeleteSharedAsync(jobId, [.. files.Where(name => !named.Contains(name))], cancellationToken).ConfigureAwait(false);
        }
    }
}
