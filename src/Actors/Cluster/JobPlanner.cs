using Akka.Configuration;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.JobMasters;
using Weir.Operators.Graph;
using Weir.Operators.Streams;
using Weir.State.Storage;
using Weir.State.Storage.Files;
using Weir.State.Storage.Memory;

namespace Weir.Actors.Cluster;

/// <summary>
/// Turns a submission into a job that can run: its graph, its configuration, its storage, and which job it is. All that
/// can be wrong with a submission is found here, before anything starts or is written.
/// </summary>
internal sealed class JobPlanner(Config clusterConfig, MonotonicClock clock)
{
    private readonly InMemoryCheckpointStorage _memory = new();

    public async Task<JobSpecification> PlanAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        var environment = new StreamEnvironment(submission.JobName, submission.Arguments);
        submission.Job.Define(environment);
        JobGraph graph = environment.BuildJobGraph(submission.Parallelism);
        CheckpointingConfiguration checkpointing = Configure(submission, environment.Checkpointing);
        ICheckpointStorage storage = checkpointing.StorageDirectory is { } directory
            ? new FileSystemCheckpointStorage(directory, checkpointing.InlineThresholdBytes)
            : _memory;
        CheckpointLocation? startFrom = submission.RestoreFrom is RestoreFrom.CheckpointAt at ? storage.Locate(at.Folder) : null;
        graph.CheckStartup();
        JobRecord record = await IdentifyAsync(graph.Name, submission.RestoreFrom, storage, cancellationToken).ConfigureAwait(false);
        return new JobSpecification
        {
            JobId = record.JobId,
            JobName = record.Name,
            Graph = graph,
            Checkpointing = checkpointing,
            Storage = storage,
            StartFrom = startFrom,
        };
    }

    /// <summary>What was given with the submission goes before what the job's code sets, and that before the cluster's settings.</summary>
    private CheckpointingConfiguration Configure(JobSubmission submission, CheckpointingOptions code)
    {
        Config config = CheckpointingOptionsText.Config(code).WithFallback(clusterConfig);
        return CheckpointingConfigurationReader.Read(submission.Overrides is { } overrides ? overrides.WithFallback(config) : config);
    }

    /// <summary>A process that was killed between recording the end and tidying up has left the checkpoints behind.</summary>
    private static async Task SweepAsync(string jobId, ICheckpointStorage storage, CancellationToken cancellationToken)
    {
        foreach (CheckpointSummary stored in await storage.ListCheckpointsAsync(jobId, cancellationToken).ConfigureAwait(false))
        {
            await storage.DeleteCheckpointAsync(stored.Location, cancellationToken).ConfigureAwait(false);
        }

        await storage.CleanUpAsync(jobId, long.MaxValue, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A new job, or the unfinished one of that name that was submitted last.</summary>
    private async Task<JobRecord> IdentifyAsync(string jobName, RestoreFrom from, ICheckpointStorage storage, CancellationToken cancellationToken)
    {
        if (from is RestoreFrom.LatestOfName)
        {
            IReadOnlyList<JobRecord> jobs = await storage.ListJobsAsync(cancellationToken).ConfigureAwait(false);
            if (jobs.FirstOrDefault(job => job.Name == jobName) is { } latest)
            {
                if (latest.Phase == JobPhase.Finished)
                {
                    await SweepAsync(latest.JobId, storage, cancellationToken).ConfigureAwait(false);
                    throw new JobAlreadyFinishedException(latest.Name, latest.JobId, latest.EndedAt);
                }

                await storage.SetJobPhaseAsync(latest.JobId, JobPhase.Running, endedAt: null, cancellationToken).ConfigureAwait(false);
                return latest;
            }
        }

        var record = new JobRecord(Guid.NewGuid().ToString("N"), jobName, clock.Now);
        await storage.RegisterJobAsync(record, cancellationToken).ConfigureAwait(false);
        return record;
    }
}
