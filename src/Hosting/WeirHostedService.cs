using Akka.Actor;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.Actors.Clients;
using Weir.Actors.Messages;
using Weir.Actors.Nodes;

namespace Weir.Hosting;

/// <summary>Starts Weir and the application's jobs with the host, and leaves the cluster before it stops.</summary>
internal sealed partial class WeirHostedService(
    WeirHostOptions options,
    WeirExtension weir,
    ActorSystem system,
    OwnActorSystem own,
    IHostApplicationLifetime lifetime,
    ILogger<WeirHostedService> logger) : IHostedService
{
    private volatile bool _isStopping;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _ = StopHostWithSystemAsync();
        foreach (HostedJob job in options.Jobs)
        {
            if (job.Run is { } run)
            {
                await RunAsync(job.Name, run, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Leaves gracefully: subtasks move to other nodes, or their jobs stop where they are and can go on later.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        if (own.Created is { } made)
        {
            await CoordinatedShutdown.Get(made)
                .Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance)
                .WaitAsync(cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>A host without its actor system would look alive and do nothing.</summary>
    private async Task StopHostWithSystemAsync()
    {
        await system.WhenTerminated.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_isStopping && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            LogTerminated(system.Name);
            lifetime.StopApplication();
        }
    }

    private async Task RunAsync(string name, JobOptions options, CancellationToken cancellationToken)
    {
        JobHandle handle;
        try
        {
            handle = await weir.RunOrFindAsync(name, options, cancellationToken).ConfigureAwait(false);
        }
        catch (JobAlreadyFinishedException finished)
        {
            // A job whose input ends, in a host that is started once more.
            LogNothingLeft(name, finished.Message);
            return;
        }

        LogRunning(handle.Name, handle.Id);
        _ = WatchAsync(handle);
    }

    private async Task WatchAsync(JobHandle handle)
    {
        Weir.Actors.Jobs.JobResult result = await handle.Completion.ConfigureAwait(false);
        if (result.Cause is { } cause)
        {
            LogFailed(handle.Name, handle.Id, cause.Detail ?? cause.Message);
        }
        else
        {
            LogEnded(handle.Name, handle.Id, result.Outcome.ToString());
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Name} ({Id}) runs.")]
    private partial void LogRunning(string name, string id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Name} is not run again: {Reason}")]
    private partial void LogNothingLeft(string name, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Name} ({Id}) has ended: {Outcome}.")]
    private partial void LogEnded(string name, string id, string outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Name} ({Id}) has failed for good: {Cause}")]
    private partial void LogFailed(string name, string id, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "The actor system {Name} has terminated by itself; the host stops. The actor system's log says why.")]
    private partial void LogTerminated(string name);
}
