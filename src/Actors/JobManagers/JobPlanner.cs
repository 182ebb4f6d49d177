using Akka.Configuration;
using Akka.Event;
using Weir.Actors.Artifacts;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.Deployments;
using Weir.Actors.JobMasters;
using Weir.Actors.Logging;
using Weir.Actors.Messages;
using Weir.Actors.Registry;
using Weir.Operators.Graph;
using Weir.Operators.Streams;
using Weir.State;
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

    // Else two submissions would find the same state of the storage, and both begin what only one of them may.
    private readonly SemaphoreSlim _claiming = new(1, 1);

    /// <summary>Plans a job that is submitted now.</summary>
    public async Task<PlannedJob> PlanAsync(SubmitJob submission, CancellationToken cancellationToken)
    {
        JobGraphLease graph = graphs.Build(RecipeOf(submission, new JobParallelism(submission.Parallelism)));
        try
        {
            BuiltJob built = await graph.Built.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (submission.Fingerprint is { } expected && FingerprintComparison.Difference(expected, built.Graph.Fingerprint) is { } difference)
            {
                throw new JobCodeException($"the code of the job on the leader's node is not that of the client: {difference}");
            }

            Config settings = Settings(submission, built, changed: "");
            CheckpointingConfiguration checkpointing = Read(settings);
            ICheckpointStorage storage = storages.Open(checkpointing.StorageDirectory, checkpointing.InlineThresholdBytes);
            built.Graph.CheckStartup();
            ClaimedJob claimed = await ClaimAsync(submission, built.Graph, storage, cancellationToken).ConfigureAwait(false);
            graph.Share(claimed.Record.JobId);
            try
            {
                return await PlanAsync(submission, claimed, settings, built.Graph, checkpointing, storage, graph, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await JobClaim.GiveUpAsync(claimed, storage, log).ConfigureAwait(false);
                throw;
            }
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>A job that has been planned does not start after all. Never fails: what could not be done is in the log.</summary>
    public async Task GiveUpAsync(PlannedJob planned)
    {
        await JobClaim.GiveUpAsync(planned.Claimed, planned.Job.Storage, log).ConfigureAwait(false);
        planned.Job.Lease.Dispose();
    }

    private async Task<ClaimedJob> ClaimAsync(SubmitJob submission, JobGraph graph, ICheckpointStorage storage, CancellationToken cancellationToken)
    {
        var claim = new JobClaim(graph, storage, clock, log) { AllowsNonRestoredState = submission.AllowsNonRestoredState };
        await _claiming.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return submission.RestoreFrom switch
            {
                RestoreFrom.LatestOfName => await claim.GoOnAsync(cancellationToken).ConfigureAwait(false),
                RestoreFrom.CheckpointAt at => await claim.BeginAsync(storage.Locate(at.Folder), at.IsClaimed, cancellationToken).ConfigureAwait(false),
                _ => await claim.BeginAsync(startFrom: null, isClaimed: false, cancellationToken).ConfigureAwait(false),
            };
        }
        finally
        {
            _claiming.Release();
        }
    }

    private async Task<PlannedJob> PlanAsync(
        SubmitJob submission,
        ClaimedJob claimed,
        Config settings,
        JobGraph graph,
        CheckpointingConfiguration checkpointing,
        ICheckpointStorage storage,
        JobGraphLease graphLease,
        CancellationToken cancellationToken)
    {
        JobRecord record = claimed.Record;
        IReadOnlyList<CheckpointSummary> own = await storage.ListCheckpointsAsync(record.JobId, cancellationToken).ConfigureAwait(false);
        long highest = await storage.HighestCheckpointIdAsync(record.JobId, cancellationToken).ConfigureAwait(false);
        CheckpointLocation? startFrom = claimed.StartFrom;
        if (own.Count == 0 && startFrom is not null)
        {
            highest = Math.Max(highest, (await storage.ReadMetadataAsync(startFrom, cancellationToken).ConfigureAwait(false)).CheckpointId);
        }
        else if (record is { IsStartClaimed: true, StartFrom: { } start })
        {
            // With checkpoints of its own it does not start from that any more, but has still to delete it.
            startFrom = new CheckpointLocation(start);
        }

        return new PlannedJob(
            Specify(submission, new JobParallelism(submission.Parallelism), record.JobId, record.Name, clock.Now, graph, checkpointing, StateConfigurationReader.Backend(settings), storage, startFrom, new JobLeases(graphLease, claimed.Lease))
                with { IsStartClaimed = record.IsStartClaimed, Settings = settings },
            new JobPayload(submission with { Watcher = null, RestoreFrom = RestoreFrom.Nothing }, startFrom?.Directory, record.IsStartClaimed),
            [.. own.Select(summary => summary.CheckpointId).Order()],
            highest,
            claimed);
    }

    /// <summary>Plans a job that the registry knows, as it was planned when it was submitted.</summary>
    public async Task<JobSpecification> ResumeAsync(RegisteredJob job, JobPayload payload, CancellationToken cancellationToken)
    {
        SubmitJob submission = payload.Submission;
        JobParallelism parallelism = job.JobParallelism.Or(submission.Parallelism);
        JobGraphLease graph = graphs.Acquire(job.JobId, RecipeOf(submission, parallelism));
        try
        {
            BuiltJob built = await graph.Built.WaitAsync(cancellationToken).ConfigureAwait(false);
            Config settings = Settings(submission, built, job.Settings);
            CheckpointingConfiguration checkpointing = Read(settings);
            ICheckpointStorage storage = storages.Open(checkpointing.StorageDirectory, checkpointing.InlineThresholdBytes);
            CheckpointLocation? startFrom = payload.StartFrom is { } folder ? new CheckpointLocation(folder) : null;
            IDisposable lease = new JobLeases(graph, [.. AcquireIfFree(storage, job.JobId)]);
            return Specify(
                submission, parallelism, job.JobId, job.Submitted.JobName, job.Submitted.SubmittedAt, built.Graph, checkpointing, StateConfigurationReader.Backend(settings), storage, startFrom, lease)
                with { Recorded = job.Recorded, IsStartClaimed = payload.IsStartClaimed, Settings = settings };
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>Plans a running job for another parallelism. Its lease is that of the new graph alone; all else stays the running job's.</summary>
    /// <param name="job">As the registry knows it.</param>
    /// <param name="payload">As it was submitted.</param>
    /// <param name="running">As it runs.</param>
    /// <param name="wanted">That it is to have.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RestoreRefusedException">Its state cannot be dealt out so.</exception>
    public async Task<JobSpecification> RescaleAsync(
        RegisteredJob job, JobPayload payload, JobSpecification running, JobParallelism wanted, CancellationToken cancellationToken)
    {
        SubmitJob submission = payload.Submission;
        JobParallelism parallelism = wanted.Or(submission.Parallelism);
        JobGraphLease lease = graphs.Acquire(job.JobId, RecipeOf(submission, parallelism));
        try
        {
            JobGraph graph = (await lease.Built.WaitAsync(cancellationToken).ConfigureAwait(false)).Graph;
            await CheckDealtAsync(job, running.Storage, graph, cancellationToken).ConfigureAwait(false);
            return Specify(
                submission, parallelism, job.JobId, running.JobName, running.SubmittedAt, graph, running.Checkpointing, running.Blueprint.StateBackend, running.Storage, running.StartFrom, lease)
                with { IsStartClaimed = running.IsStartClaimed, Settings = running.Settings };
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>What would be found out when nothing runs any more is found out here; what cannot be read now, then.</summary>
    private async Task CheckDealtAsync(RegisteredJob job, ICheckpointStorage storage, JobGraph graph, CancellationToken cancellationToken)
    {
        if (job.Checkpoints.IsEmpty)
        {
            return;
        }

        try
        {
            CheckpointLocation latest = storage.LocationOf(job.JobId, job.Checkpoints[^1]);
            _ = new RestoredCheckpoint(graph, await storage.ReadMetadataAsync(latest, cancellationToken).ConfigureAwait(false), latest, job.JobId);
        }
        catch (ArgumentException problem)
        {
            throw new RestoreRefusedException(problem.Message);
        }
        catch (Exception unreadable) when (unreadable is CorruptStateException or StorageException)
        {
            log.OfJob(job.JobId).Warning("Job {0}: whether its state fits another parallelism could not be read: {1}", job.JobId, unreadable.Message);
        }
    }

    private static JobRecipe RecipeOf(SubmitJob submission, JobParallelism parallelism) => new(submission.JobName, submission.Source, submission.Arguments, parallelism);

    private static JobSpecification Specify(
        SubmitJob submission,
        JobParallelism parallelism,
        string jobId,
        string jobName,
        DateTimeOffset submittedAt,
        JobGraph graph,
        CheckpointingConfiguration checkpointing,
        StateBackend backend,
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
                parallelism.OfAll,
                graph.Fingerprint,
                checkpointing.IsExactlyOnce,
                checkpointing.Unaligned ? checkpointing.AlignedTimeout : null,
                checkpointing.MaximumInFlightBytes,
                checkpointing.StorageDirectory,
                checkpointing.InlineThresholdBytes,
                ChannelCapacity,
                checkpointing.LocalRecovery && checkpointing.StorageDirectory is not null,
                backend,
                parallelism.Operators),
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
            log.OfJob(jobId).Warning("Job {0} goes on without its lock in the checkpoint storage, which an earlier leader may still hold: {1}", jobId, error.Message);
            return [];
        }
    }

    /// <summary>
    /// What was changed later goes before what was given with the submission, that before what the job's code sets, and that before the
    /// cluster's settings.
    /// </summary>
    private Config Settings(SubmitJob submission, BuiltJob code, string changed)
    {
        Config merged = CheckpointingOptionsText.Config(code.Checkpointing).WithFallback(StateConfigurationReader.Config(code.StateBackend)).WithFallback(config);
        foreach (string over in new[] { submission.Overrides, changed }.Where(text => text.Length > 0))
        {
            merged = ConfigurationFactory.ParseString(over).WithFallback(merged);
        }

        return merged;
    }

    private CheckpointingConfiguration Read(Config settings)
    {
        CheckpointingConfiguration checkpointing = CheckpointingConfigurationReader.Read(settings);
        _ = StateConfigurationReader.Backend(settings);
        _ = ReactiveSettings.Read(settings);
        return checkpointing.StorageDirectory is null && isCluster
            ? throw new InvalidConfigurationException(["weir.checkpointing.storage.dir is not set: in a cluster it must name a folder that all nodes share"])
            : checkpointing;
    }
}
