using System.Buffers;

namespace Weir.Operators.Connectors;

/// <summary>
/// Finds the splits of a source. Its methods are never called concurrently. Weir keeps and persists the splits that no reader has taken yet;
/// the enumerator only keeps what it needs in order not to report a split twice.
/// </summary>
public interface ISplitEnumerator<TSplit> : IAsyncDisposable
{
    /// <summary>How often <see cref="DiscoverAsync"/> is called after the first time; null when the first call finds all there is.</summary>
    TimeSpan? DiscoveryInterval { get; }

    /// <summary>Called first. Checks what can be checked, so that a missing input is an error at the start of the job.</summary>
    /// <param name="restoredState">What <see cref="Snapshot"/> wrote, or null when the job starts without state.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    ValueTask StartAsync(ReadOnlyMemory<byte>? restoredState, CancellationToken cancellationToken);

    /// <summary>The splits that were not reported before, in the order in which they should be read; empty when there are none now.</summary>
    ValueTask<IReadOnlyList<TSplit>> DiscoverAsync(CancellationToken cancellationToken);

    /// <summary>Writes what a new enumerator needs to go on. Called after, never during, <see cref="DiscoverAsync"/>.</summary>
    void Snapshot(IBufferWriter<byte> output);
}
