using System.Threading.Channels;

namespace Weir.Host.Rest.Events;

/// <summary>One who listens. What it does not take in time is not kept for it: it is dropped, and has to begin anew.</summary>
/// <param name="jobId">The job whose events it wants; null: those of all.</param>
internal sealed class EventListener(string? jobId)
{
    /// <summary>How many events wait for it at most.</summary>
    public const int MostWaiting = 256;

    private readonly Channel<FeedEvent> _waiting = Channel.CreateBounded<FeedEvent>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CancellationTokenSource _dropped = new();

    public ChannelReader<FeedEvent> Events => _waiting.Reader;

    /// <summary>Cancelled when it was too slow.</summary>
    public CancellationToken Dropped => _dropped.Token;

    /// <returns>Whether it goes on listening.</returns>
    public bool Tell(FeedEvent happened)
    {
        if ((jobId is not null && jobId != happened.JobId) || _waiting.Writer.TryWrite(happened))
        {
            return true;
        }

        _dropped.Cancel();
        return false;
    }

    /// <summary>Nothing more comes.</summary>
    public void End() => _waiting.Writer.TryComplete();
}
