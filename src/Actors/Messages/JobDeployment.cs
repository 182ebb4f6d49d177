using Akka.Actor;
using Weir.Actors.Coordination;
using Weir.Actors.Exchange;
using Weir.Operators.Graph;
using Weir.State.RocksDb;
using Weir.State.Storage;
using Weir.State.Storage.Local;

namespace Weir.Actors.Messages;

/// <summary>What the subtasks of one job share on a node.</summary>
/// <param name="JobId">32 hex digits.</param>
/// <param name="JobName">As submitted.</param>
/// <param name="Graph">The job's graph, with the code of its operators.</param>
/// <param name="Checkpointing">The job's configuration.</param>
/// <param name="Storage">Where snapshots are written and read.</param>
/// <param name="Exchange">The job's channels on this node.</param>
/// <param name="Copies">Of what it writes into the latest checkpoint, on this node's disk; null: none are kept.</param>
/// <param name="Master">The job master: hears how subtasks are and of their snapshots, and hands out splits.</param>
internal sealed record JobDeployment(
    string JobId,
    string JobName,
    JobGraph Graph,
    CheckpointingConfiguration Checkpointing,
    ICheckpointStorage Storage,
    LocalCopies? Copies,
    JobExchange Exchange,
    IActorRef Master)
{
    /// <summary>For the state of a job that has it in RocksDB; null: it is on the heap.</summary>
    public RocksDbNode? Databases { get; init; }
}
