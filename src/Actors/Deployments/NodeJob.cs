using Weir.Actors.Exchange;
using Weir.State.RocksDb;
using Weir.State.Storage;
using Weir.State.Storage.Local;

namespace Weir.Actors.Deployments;

/// <summary>The use of what a job's subtasks share on a node; given up once, however often it is disposed.</summary>
/// <param name="built">The job's graph; faults with what its code threw.</param>
/// <param name="storage">Where snapshots are written and read.</param>
/// <param name="copies">Of what is written there, on this node's disk; null: none are kept.</param>
/// <param name="databases">For its state; null: that is on the heap.</param>
/// <param name="exchange">The job's channels.</param>
/// <param name="release">Gives it up.</param>
internal sealed class NodeJob(Task<BuiltJob> built, ICheckpointStorage storage, LocalCopies? copies, RocksDbNode? databases, JobExchange exchange, Action release) : IDisposable
{
    private Action? _release = release;

    public Task<BuiltJob> Built => built;

    public ICheckpointStorage Storage => storage;

    public LocalCopies? Copies => copies;

    public RocksDbNode? Databases => databases;

    public JobExchange Exchange => exchange;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
