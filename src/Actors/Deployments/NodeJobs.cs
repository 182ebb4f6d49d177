using Weir.Actors.Exchange;
using Weir.Actors.Messages;
using Weir.Operators.Streams;
using Weir.State.RocksDb;
using Weir.State.Storage;
using Weir.State.Storage.Local;

namespace Weir.Actors.Deployments;

/// <summary>What the subtasks of each job share on this node. Thread-safe.</summary>
/// <param name="graphs">The node's graphs.</param>
/// <param name="storages">The node's checkpoint storages.</param>
/// <param name="states">What the node keeps of checkpoints on its own disk.</param>
/// <param name="databases">What the node's databases share.</param>
/// <param name="exchange">The node's part in the exchange with others; null where there are no others.</param>
internal sealed class NodeJobs(JobGraphs graphs, CheckpointStorages storages, LocalStates states, RocksDbNode databases, NodeExchange? exchange)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Shared> _jobs = new(StringComparer.Ordinal);

    /// <summary>What the node keeps of checkpoints on its own disk.</summary>
    public LocalStates States => states;

    /// <summary>For one subtask, or whoever else needs the job. Dispose the result when it is needed no longer.</summary>
    public NodeJob Acquire(JobBlueprint job)
    {
        var recipe = new JobRecipe(job.JobName, job.Source, job.Arguments, new JobParallelism(job.Parallelism, job.Operators));
        string key = $"{job.JobId}\0{recipe.Key}";
        lock (_gate)
        {
            if (!_jobs.TryGetValue(key, out Shared? shared))
            {
                ICheckpointStorage storage = storages.Open(job.StorageDirectory, job.InlineThresholdBytes);
                JobExchange channels = exchange?.ForJob(job.JobId, job.ChannelCapacity) ?? new JobExchange(job.ChannelCapacity);
                LocalCopies? copies = job.HasLocalRecovery ? states.Of(job.JobId, job.InlineThresholdBytes) : null;
                _jobs.Add(key, shared = new Shared(graphs.Acquire(job.JobId, recipe), storage, copies, channels));
            }

            shared.Users++;
            RocksDbNode? used = job.StateBackend == StateBackend.RocksDb ? databases : null;
            return new NodeJob(shared.Graph.Built, shared.Storage, shared.Copies, used, shared.Exchange, () => Release(key, shared));
        }
    }

    private void Release(string key, Shared shared)
    {
        lock (_gate)
        {
            if (--shared.Users > 0)
            {
                return;
            }

            _jobs.Remove(key);
        }

        shared.Graph.Dispose();
    }

    private sealed record Shared(JobGraphLease Graph, ICheckpointStorage Storage, LocalCopies? Copies, JobExchange Exchange)
    {
        public int Users { get; set; }
    }
}
