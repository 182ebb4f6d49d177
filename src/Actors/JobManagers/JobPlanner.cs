using Akka.Configuration;
using Akka.Event;
using Weir.Actors.Artifacts;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.Deployments;
using Weir.Actors.JobMasters;
using Weir.Actors.Messages;
using Weir.Actors.Registry;
using Weir.Operators.Graph;
using Weir.Operators.Streams;
using Weir.State.Storage;

namespace Weir.Actors.JobManagers;

/// <summary>
/// Turns a submission into a job that can run: its graph, its configuration, its storage, and which job it is. All that
/// can be wrong with a submission is found here, before anything starts or is written.
/// </summary>
/// <param name="graphs">The graphs of this node.</param>
/// <param name="storages">The checkpoint storages of this node.</param>
/// <param name="config">The node's configuration.</param>
/// <param name="isCluster">Whether other nodes have to reach the job's checkpoints.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">For what is passed over.</param>
internal sealed class JobPlanner(
    JobGraphs graphs, CheckpointStorages storages, Config config, bool isCluster, MonotonicClock clock, ILoggingAdapter log)
{
    /// <summary>Batches that fit into a channel between two subtasks.</summary>
    private const int ChannelCapacity = 16;

    /// <summary>Plans a job that is submitted now.</summary>
    public async Task<PlannedJob> PlanAsync(SubmitJob submission, CancellationToken cancellationToken)
    {
        JobGraphLease graph = graphs.Acquire(RecipeOf(submission));
        IDisposable? lease = null;
        try
        {
            BuiltJob built = await graph.Built.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (submission.Fingerprint is { } expected && FingerprintComparison.Difference(expected, built.Graph.Fingerprint) is { } difference)
            {
                throw new JobCodeException($"the code of the job on the leader's node is not that of the client: {difference}");
            }

            Config settings = Settings(submission, built.Checkpointing, changed: "");
            CheckpointingConfiguration checkpointing = Read(settings);
            ICheckpointStorage storage = storages.Open(checkpointing.StorageDirectory, checkpointing.InlineThresholdBytes);
            CheckpointLocation? startFrom = submission.RestoreFrom is RestoreFrom.CheckpointAt at ? storage.Locate(at.Folder) : null;
            bool isClaimed = submission.RestoreFrom is RestoreFrom.CheckpointAt { IsClaimed: true };
            built.Graph.CheckStartup();
            var claim = new JobClaim(built.Graph, storage, clock, log) { AllowsNonRestoredState = submission.AllowsNonRestoredState };
            ClaimedJob claimed = submission.RestoreFrom is RestoreFrom.LatestOfName
                ? await claim.GoOnAsync(cancellationToken).ConfigureAwait(false)
                : await claim.BeginAsync(startFrom, isClaimed, cancellationToken).ConfigureAwait(false);
            lease = claimed.Lease;
            string jobId = claimed.Record.JobId;
            IReadOnlyList<CheckpointSummary> own = await storage.ListCheckpointsAsync(jobId, cancellationToken).ConfigureAwait(false);
            long highest = await storage.HighestCheckpointIdAsync(jobId, cancellationToken).ConfigureAwait(false);
            if (own.Count == 0 && claimed.StartFrom is { } start)
            {
                highest = Math.Max(highest, (await storage.ReadMetadataAsync(start, cancellationToken).ConfigureAwait(false)).CheckpointId);
            }

            return new PlannedJob(
                Specify(submission, jobId, claimed.Record.Name, clock.Now, built.Graph, checkpointing, storage, claimed.StartFrom, new JobLeases(lease, graph))
                    with { IsStartClaimed = claimed.Record.IsStartClaimed, Settings = settings },
                new JobPayload(submission with { Watcher = null, RestoreFrom = RestoreFrom.Nothing }, claimed.StartFrom?.Directory, claimed.Record.IsStartClaimed),
                [.. own.Select(summary => summary.CheckpointId).Order()],
                highest);
        }
        catch
        {
            lease?.Dispose();
            graph.Dispose();
            throw;
        }
    }

    /// <summary>Plans a job that the registry knows, as it was planned when it was submitted.</summary>
    public async Task<JobSpecification> ResumeAsync(RegisteredJob job, JobPayload payload, CancellationToken cancellationToken)
    {
        SubmitJob submission = payload.Submission;
        JobGraphLease graph = graphs.Acquire(RecipeOf(submission));
        try
        {
            BuiltJob built = await graph.Built.WaitAsync(cancellationToken).ConfigureAwait(false);
            Config settings = Settings(submission, built.Checkpointing, job.Settings);
            CheckpointingConfiguration checkpointing = Read(settings);
            ICheckpointStorage storage = storages.Open(checkpointing.StorageDirectory, checkpointing.InlineThresholdBytes);
            CheckpointLocation? startFrom = payload.StartFrom is { } folder ? new CheckpointLocation(folder) : null;
            IDisposable lease = new JobLeases([.. AcquireIfFree(storage, job.JobId), graph]);
            return Specify(
                submission, job.JobId, job.Submitted.JobName, job.Submitted.SubmittedAt, built.Graph, checkpointing, storage, startFrom, lease)
                with { Recorded = job.Recorded, IsStartClaimed = payload.IsStartClaimed, Settings = settings };
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    private static JobRecipe RecipeOf(SubmitJob submission) => new(submission.JobName, submission.Source, submission.Arguments, submission.Parallelism);

    private static JobSpecification Specify(
        SubmitJob submission,
        string jobId,
        string jobName,
        DateTimeOffset submittedAt,
        JobGraph graph,
        CheckpointingConfiguration checkpointing,
        ICheckpointStorage storage,
        CheckpointLocation? startFrom,
        IDisposable lease) => new()
        {
            JobId = jobId,
            JobName = jobName,
            SubmittedAt = submittedAt,
            Graph = graph,
            Checkpointing = checkpointing,
            Storage = storage,
            StartFrom = startFrom,
            AllowsNonRestoredState = submission.AllowsNonRestoredState,
            Lease = lease,
            Blueprint = new JobBlueprint(
                jobId,
                submission.JobName,
                submission.Source,
                submission.Arguments,
                submission.Parallelism,
                graph.Fingerprint,
                checkpointing.IsExactlyOnce,
                checkpointing.Unaligned ? checkpointing.AlignedTimeout : null,
                checkpointing.StorageDirectory,
                checkpointing.InlineThresholdBytes,
                ChannelCapacity),
        };

    /// <summary>
    /// In a cluster it is the journal that keeps an earlier leader off; its process may stand still and hold the lock of
    /// the storage, which is for those who look for a job to go on with outside of the cluster.
    /// </summary>
    private IEnumerable<IDisposable> AcquireIfFree(ICheckpointStorage storage, string jobId)
    {
        try
        {
            return [storage.AcquireJob(jobId)];
        }
        catch (StorageException error)
        {
            log.Warning("Job {0} goes on without its lock in the checkpoint storage, which an earlier leader may still hold: {1}", jobId, error.Message);
            return [];
        }
    }

    /// <summary>
    /// What was changed later goes before what was given with the submission, that before what the job's code sets, and that before the
    /// cluster's settings.
    /// </summary>
    private Config Settings(SubmitJob submission, CheckpointingOptions code, string changed)
    {
        Config merged = CheckpointingOptionsText.Config(code).WithFallback(config);
        foreach (string over in new[] { submission.Overrides, changed }.Where(text => text.Length > 0))
        {
            merged = ConfigurationFactory.ParseString(over).WithFallback(merged);
        }

        return merged;
    }

    private CheckpointingConfiguration Read(Config settings)
    {
        CheckpointingConfiguration checkpointing = CheckpointingConfigurationReader.Read(settings);
        return checkpointing.StorageDirectory is null && isCluster
            ? throw new InvalidConfigurationException(["weir.checkpointing.storage.dir is not set: in a cluster it must name a folder that all nodes share"])
            : checkpointing;
    }
}
