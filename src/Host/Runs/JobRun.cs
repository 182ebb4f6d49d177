using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Host.Jobs;
using Weir.Host.Progress;
using Weir.Host.Settings;
using Weir.Host.Terminal;

namespace Weir.Host.Runs;

/// <summary>
/// Runs a job in this process. What it says goes to the error output, so that the other one is the job's own
/// (<c>weir run my.dll > results</c>).
/// </summary>
internal static class JobRun
{
    public static async Task<int> ExecuteAsync(RunRequest request)
    {
        using var signals = new TerminationSignals();
        var settings = JobSettings.Load(request.ConfigurationFiles, request.Overrides);
        var checkpointing = ReadCheckpointing(settings.All);
        var job = JobCatalog.Find(request.Job, request.ClassName);
        var restore = ToRestore(request.From, request.Claims);
        var display = ProgressDisplay.For(Console.Error, !Console.IsErrorRedirected);
        var tell = JobNewsText.To(display);
        using var folder = CheckpointFolder.Prepare(checkpointing.StorageDirectory);
        await using var cluster = LocalCluster.Start(settings.All, display);
        JobClient client;
        try
        {
            client = await cluster.SubmitAsync(
                new JobSubmission
                {
                    Job = job.Create(),
                    JobName = job.Name,
                    Arguments = request.Arguments,
                    Parallelism = request.Parallelism,
                    RestoreFrom = restore,
                    AllowsNonRestoredState = request.AllowsNonRestoredState,
                    Overrides = settings.Options,
                    OnNews = news =>
                    {
                        if (request.From is not null && news is JobNews.Deploying { Attempt: 1, RestoreFrom: null })
                        {
                            display.Note($"There is no checkpoint of {job.Name} to go on from: it starts from the beginning");
                        }

                        tell(news);
                    },
                },
                signals.Token);
        }
        catch (JobAlreadyFinishedException finished)
        {
            display.Note(finished.Message);
            return ExitCode.Finished;
        }
        catch (RestoreRefusedException refused)
        {
            display.Note($"Error: {job.Name} does not go on: {refused.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return signals.ExitCode;
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            // Nothing has started: what is wrong is the job, its arguments, or a place that it reads from or writes to.
            throw new BadUsageException($"{job.Name} can't be started: {refused.Message}", refused);
        }

        folder.Keep();
        display.Note(ProductVersion.Text);
        var result = await new JobMonitor(client, display).WatchAsync(signals.Token);
        display.Note(JobSummary.Of(result, request, checkpointing));
        return result.Outcome switch
        {
            JobOutcome.Finished => ExitCode.Finished,
            JobOutcome.Cancelled when signals.ExitCode != 0 => signals.ExitCode,
            _ => ExitCode.Failed,
        };
    }

    private static Weir.Actors.Coordination.CheckpointingConfiguration ReadCheckpointing(Akka.Configuration.Config settings)
    {
        try
        {
            // The node of this process would only find it when it is started.
            _ = Weir.Actors.Nodes.NodeSettings.Read(settings, isCluster: false);
            return CheckpointingConfigurationReader.Read(settings);
        }
        catch (InvalidConfigurationException invalid)
        {
            throw new BadUsageException(invalid.Message, invalid);
        }
    }

    private static RestoreFrom ToRestore(string? from, bool isClaimed)
    {
        switch (from)
        {
            case null:
                return RestoreFrom.Nothing;
            case "latest":
                return RestoreFrom.Latest;
            default:
                var path = Path.GetFullPath(from);
                return Directory.Exists(path)
                    ? RestoreFrom.Path(path, isClaimed)
                    : throw new BadUsageException($"--from {from}: there is no folder {path}; give latest, or the folder of a checkpoint (…/chk-7)");
        }
    }
}
