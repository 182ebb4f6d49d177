namespace Weir.Operators.Runtime;

/// <summary>
/// Hands the splits of one source to its readers. Lives where the job is coordinated. <see cref="DiscoverAsync"/> may run while the
/// other methods are called: what it finds takes effect when it ends.
/// </summary>
internal interface ISourceEnumerator : IAsyncDisposable
{
    /// <summary>How often to look for more splits; null: never again.</summary>
    TimeSpan? DiscoveryInterval { get; }

    /// <summary>Starts fresh or from what <see cref="Snapshot"/> gave, and finds the first splits.</summary>
    ValueTask StartAsync(byte[]? restoredState, CancellationToken cancellationToken);

    /// <summary>Looks for new splits; true when there are some, so that waiting readers should be asked to try again.</summary>
    ValueTask<bool> DiscoverAsync(CancellationToken cancellationToken);

    /// <summary>A reader without splits asks for work.</summary>
    SplitAssignment HandleRequest(int subtask);

    /// <summary>The splits not handed out yet and what is needed to go on looking for more.</summary>
    byte[] Snapshot(long checkpointId);
}
