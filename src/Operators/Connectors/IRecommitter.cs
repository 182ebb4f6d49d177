namespace Weir.Operators.Connectors;

/// <summary>Implemented by a committer to which it makes a difference whether something may have been committed long ago.</summary>
internal interface IRecommitter<TCommittable>
{
    /// <summary>
    /// Commits after a restore, before anything is written, what the restored checkpoint had prepared: most of it has been committed before,
    /// and may have been taken away since by those who use the results.
    /// </summary>
    Task RecommitAsync(IReadOnlyList<TCommittable> committables, CancellationToken cancellationToken);
}
