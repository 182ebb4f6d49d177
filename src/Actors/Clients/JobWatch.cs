using System.Threading.Channels;
using Akka.Actor;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;

namespace Weir.Actors.Clients;

/// <summary>Hears of a job from outside of the cluster until it ends, whichever nodes die meanwhile.</summary>
internal sealed class JobWatch : IAsyncDisposable
{
    /// <summary>The gateway's relay asks the leader every two seconds: longer than a few of those, and something is wrong.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly ClusterConnection _connection;
    private readonly Channel<object> _heard = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });

    public JobWatch(ClusterConnection connection)
    {
        _connection = connection;
        Listener = connection.Listen(JobListenerActor.Props(_heard.Writer));
    }

    /// <summary>To be named as the watcher of a submission, or of <see cref="WatchJob"/>.</summary>
    public IActorRef Listener { get; private set; }

    /// <summary>Job status as it comes.</summary>
    public Action<JobStatus> OnStatus { get; init; } = _ => { };

    public Action<JobNews> OnNews { get; init; } = _ => { };

    /// <summary>What the user should know of the connection itself.</summary>
    public Action<string> OnConnection { get; init; } = _ => { };

    /// <summary>Waits until the job ends.</summary>
    /// <exception cref="ClusterConnectionException">There is no such job, or no node answers any more.</exception>
    public async Task<JobResult> WaitAsync(string jobId, CancellationToken cancellationToken)
    {
        var hasSaid = false;
        while (true)
        {
            var (isHeard, message) = await HearAsync(cancellationToken).ConfigureAwait(false);
            if (!isHeard)
            {
                hasSaid = await RenewAsync(jobId, hasSaid, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (hasSaid)
            {
                OnConnection("the cluster answers again");
                hasSaid = false;
            }

            switch (message)
            {
                case JobStatus status:
                    OnStatus(status);
                    break;
                case JobNews news:
                    OnNews(news);
                    break;
                case JobEnded ended:
                    return ended.Result;
                case NoSuchJob none:
                    throw new ClusterConnectionException(none.Message);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _connection.Forget(Listener);
        return ValueTask.CompletedTask;
    }

    private async Task<(bool IsHeard, object? Message)> HearAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Silence);
        try
        {
            return (true, await _heard.Reader.ReadAsync(limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, null);
        }
    }

    /// <returns>Whether the user has been told that something is wrong.</returns>
    private async Task<bool> RenewAsync(string jobId, bool hasSaid, CancellationToken cancellationToken)
    {
        var former = _connection.Node;
        try
        {
            var isOther = await _connection.EnsureNodeAsync(cancellationToken).ConfigureAwait(false);
            if (isOther || !hasSaid)
            {
                OnConnection(isOther ? $"the node {former} no longer answers; going on with {_connection.Node}" : "the cluster has no leader at present; waiting for one");
            }
        }
        catch (ClusterConnectionException unreachable)
        {
            if (!hasSaid)
            {
                OnConnection($"no node answers ({unreachable.Message}); trying on");
            }

            return true;
        }

        // A new listener: what the former gateway still has under way for the old one is not wanted any more. Even the same node may have been
        // started again since, and know nothing of this watch.
        _connection.Forget(Listener);
        Listener = _connection.Listen(JobListenerActor.Props(_heard.Writer));
        _connection.Tell(new WatchJob(jobId, Listener));
        return true;
    }
}
