using Weir.State.Storage;

namespace Weir.Operators.Runtime;

/// <summary>An operator's state as it was at a barrier, to be written while the stream goes on.</summary>
internal abstract class InstanceSnapshot : IDisposable
{
    /// <summary>Writes the state on any thread. Called once.</summary>
    public abstract Task<OperatorSubtaskState> WriteAsync(ICheckpointWriter writer, string name, CancellationToken cancellationToken);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
