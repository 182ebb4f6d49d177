using Akka.Configuration;
using Akka.Event;
using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Actors.Coordination;
using Weir.Actors.JobMasters;
using Weir.Actors.Messages;
using Weir.Operators.Graph;
using Weir.Operators.Streams;
using Weir.State.Storage;
using Weir.State.Storage.Files;
using Weir.State.Storage.Memory;

namespace Weir.Actors.JobManagers;

/// <summary>
/// Turns a submission into a job that can run: its graph, its configuration, its storage, and which job it is. All that
/// can be wrong with a submission is found here, before anything starts or is written.
/// </summary>
internal sealed class JobPlanner(Config clusterConfig, MonotonicClock clock, ILoggingAdapter log)
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
        var claim = new JobClaim(graph, storage, clock, log);
        ClaimedJob job = submission.RestoreFrom is RestoreFrom.LatestOfName
            ? await claim.GoOnAsync(cancellationToken).ConfigureAwait(false)
            : await claim.BeginAsync(startFrom, cancellationToken).ConfigureAwait(false);
        return new JobSpecification
        {
            JobId = job.Record.JobId,
            JobName = job.Record.Name,
            Graph = graph,
            Checkpointing = checkpointing,
            Storage = storage,
            StartFrom = job.StartFrom,
            Lease = job.Lease,
        };
    }

    /// <summary>What was given with the submission goes before what the job's code sets, and that before the cluster's settings.</summary>
    private CheckpointingConfiguration Configure(JobSubmission submission, CheckpointingOptions code)
    {
        Config config = CheckpointingOptionsText.Config(code).WithFallback(clusterConfig);
        return CheckpointingConfigurationReader.Read(submission.Overrides is { } overrides ? overrides.WithFallback(config) : config);
    }
}
