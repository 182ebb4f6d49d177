using Weir.Actors.Artifacts;
using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Host.Jobs;
using Weir.Host.Progress;
using Weir.Host.Runs;
using Weir.Host.Settings;
using Weir.Host.Terminal;
using Weir.Operators.Streams;

namespace Weir.Host.Clusters;

/// <summary>Runs a job on a cluster: brings its code there, submits it, and shows how it goes on until it ends.</summary>
internal static class ClusterRun
{
    public static Task<int> ExecuteAsync(RunRequest request, ClusterRequest cluster, bool detach)
    {
        var job = JobCatalog.Find(request.Job, request.ClassName);
        var fingerprint = Fingerprint(job, request);
        var restore = ToRestore(request);
        var limits = Limits(cluster);
        var overrides = string.Join('\n', request.Overrides.Select(OverrideOption.Parse).Select(option => OverrideOption.ToHocon(option.Key, option.Value)));
        return ClusterCommand.ExecuteAsync(cluster, async (connection, cancellation) =>
        {
            var display = ProgressDisplay.For(Console.Error, !Console.IsErrorRedirected);
            var source = await SourceAsync(connection, job, limits, display, cancellation);
            var latest = new JobStatus { JobId = "", JobName = job.Name };
            await using var watch = new JobWatch(connection)
            {
                OnStatus = status => Volatile.Write(ref latest, status),
                OnNews = JobNewsText.To(display),
                OnConnection = line => display.Note($"Warning: {line}"),
            };
            var accepted = await SubmitAsync(
                connection,
                new SubmitJob
                {
                    JobName = job.Name,
                    Source = source,
                    Arguments = request.Arguments,
                    Parallelism = request.Parallelism,
                    RestoreFrom = restore,
                    AllowsNonRestoredState = request.AllowsNonRestoredState,
                    Overrides = overrides,
                    Fingerprint = fingerprint,
                    Watcher = detach ? null : watch.Listener,
                },
                job.Name,
                display,
                cancellation);
            if (accepted is null)
            {
                return ExitCode.Finished;
            }

            if (detach)
            {
                Console.Out.WriteLine(accepted.JobId);
                return ExitCode.Finished;
            }

            display.Note($"{job.Name} {accepted.JobId} runs on the cluster of {connection.Node}");
            Volatile.Write(ref latest, accepted.Status);
            try
            {
                var ended = watch.WaitAsync(accepted.JobId, cancellation);
                var sampler = new JobSampler();
                await display.ShowAsync(() => sampler.Sample(Volatile.Read(ref latest)), ended);
                var result = await ended;
                display.Note(JobSummary.Of(result, HowToGoOn(result, request)));
                return result.Outcome == JobOutcome.Finished ? ExitCode.Finished : ExitCode.Failed;
            }
            catch (OperationCanceledException)
            {
                display.Note($"{job.Name} {accepted.JobId} goes on without being watched; weir cancel {accepted.JobId} ends it");
                throw;
            }
        });
    }

    /// <summary>Built here first: what is wrong with the job or its arguments shows before anything is sent.</summary>
    private static string Fingerprint(FoundJob job, RunRequest request)
    {
        try
        {
            var environment = new StreamEnvironment(job.Name, request.Arguments);
            job.Create().Define(environment);
            return environment.BuildJobGraph(request.Parallelism).Fingerprint;
        }
        catch (Exception refused) when (refused is not (OutOfMemoryException or BadUsageException))
        {
            throw new BadUsageException($"{job.Name} can't be started: {refused.Message}", refused);
        }
    }

    /// <summary>The nodes have theirs; what they would refuse need not be read first.</summary>
    private static ArtifactLimits Limits(ClusterRequest cluster)
    {
        try
        {
            return ArtifactsConfiguration.Read(SettingsSource.Over(SettingsSource.FromFiles(cluster.ConfigurationFiles), ReferenceConfiguration.Config)).Limits;
        }
        catch (InvalidConfigurationException invalid)
        {
            throw new BadUsageException(invalid.Message, invalid);
        }
    }

    private static async Task<JobSource> SourceAsync(
        ClusterConnection connection, FoundJob job, ArtifactLimits limits, ProgressDisplay display, CancellationToken cancellation)
    {
        if (job.AssemblyPath is not { } assembly)
        {
            return new JobSource.Registered(job.Name);
        }

        try
        {
            var sent = default(UploadProgress);
            var id = await connection.UploadAsync(assembly, limits, progress => sent = progress, cancellation);
            display.Note(sent.SentBytes == 0
                ? $"The cluster has {Path.GetFileName(assembly)} and its {Figures.Plural(sent.Files, "file")} already"
                : $"Uploaded {Path.GetFileName(assembly)} with {Figures.Plural(sent.Files, "file")}, {Figures.Size(sent.SentBytes)}");
            return new JobSource.Uploaded(id, job.Loaded.ClassName);
        }
        catch (Exception refused) when (refused is JobCodeException or IOException or UnauthorizedAccessException)
        {
            throw new BadUsageException(refused.Message, refused);
        }
    }

    /// <summary>Null if there is nothing left to do.</summary>
    private static async Task<JobAccepted?> SubmitAsync(
        ClusterConnection connection, SubmitJob submit, string name, ProgressDisplay display, CancellationToken cancellation)
    {
        switch (await connection.SubmitAsync(submit, cancellation))
        {
            case JobAccepted accepted:
                return accepted;
            case SubmissionRefused { Kind: RefusalKind.AlreadyFinished } finished:
                display.Note(finished.Cause.Message);
                return null;
            case SubmissionRefused { Kind: RefusalKind.WouldLoseState or RefusalKind.CorruptState } refused:
                throw new ClusterConnectionException($"{name} does not go on: {refused.Cause.Message}");
            case SubmissionRefused refused:
                throw new BadUsageException($"{name} can't be started: {refused.Cause.Message}");
            case var other:
                throw new ClusterConnectionException($"the cluster answered a submission with {other.GetType().Name}, which this version does not expect");
        }
    }

    private static string HowToGoOn(JobResult result, RunRequest request) =>
        result.Outcome == JobOutcome.Cancelled && result.Status.LastCheckpointId is { } id
            ? $"{Environment.NewLine}weir run {request.Job} --cluster … --from latest … goes on from checkpoint {id}, if the cluster keeps it."
            : "";

    /// <summary>A path is the cluster's, not this machine's: it is not looked at here.</summary>
    private static RestoreFrom ToRestore(RunRequest request) => request.From switch
    {
        null => RestoreFrom.Nothing,
        "latest" => RestoreFrom.Latest,
        var path => RestoreFrom.Path(path, request.Claims),
    };
}
