using System.Collections.Immutable;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>A backend's state as it was at one moment. Disposing it gives up what was not written.</summary>
internal abstract class KeyedSnapshot : IDisposable
{
    public abstract long CheckpointId { get; }

    /// <summary>
    /// Writes the state, on any thread, while the stream goes on. Empty when there is nothing to write; else in the order in which the
    /// parts lie over each other. Call it once.
    /// </summary>
    public abstract Task<ImmutableArray<KeyedStateHandle>> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
