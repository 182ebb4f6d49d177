namespace Weir.Operators.Connectors;

/// <summary>Makes visible what a two-phase sink has prepared.</summary>
public interface ICommitter<TCommittable> : IAsyncDisposable
{
    /// <summary>
    /// Commits. Called off the stream's thread, one call at a time; may be called again for something committed before, which then changes nothing.
    /// Throws when something is neither committable nor committed: the job must not go on as if it were.
    /// </summary>
    Task CommitAsync(IReadOnlyList<TCommittable> committables, CancellationToken cancellationToken);
}
