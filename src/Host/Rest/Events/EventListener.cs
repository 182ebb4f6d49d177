using System.Threading.Channels;

namespace Weir.Host.Rest.Events;

/// <summary>One who listens. What it does not take in time is not kept for it: it is dropped, and has to begin anew.</summary>
/// <param name="jobId">The job whose events it wants; null: those of all.</param>
/// <param name="id">The id of what it has heard when it begins.</param>
/// <param name="missed">What has come since it was here; null: that is not known, or it was not here.</param>
internal sealed class EventListener(string? jobId, string id = "", IReadOnlyList<FeedEvent>? missed = null)
{
    /// <summary>How many events wait for it at most.</summary>
    public const int MostWaiting = 256;

    private readonly Channel<FeedEvent> _waiting = Channel.CreateBounded<FeedEvent>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CancellationTokenSource _dropped = new();

    public string Id => id;

    /// <summary>What it is to be told first; null: it has to begin anew.</summary>
    public IEnumerable<FeedEvent>? Missed => missed?.Where(Wants);

    public ChannelReader<FeedEvent> Events => _waiting.Reader;

    /// <summary>Cancelled when it was too slow.</summary>
    public CancellationToken Dropped => _dropped.Token;

    /// <returns>Whether it goes on listening.</returns>
    public bool Tell(FeedEvent happened)
    {
        if (!Wants(happened) || _waiting.Writer.TryWrite(happened))
        {
            return true;
        }

        _dropped.Cancel();
        return false;
    }

    private bool Wants(FeedEvent happened) => jobId is null || jobId == happened.JobId;

    /// <summary>Nothing more comes.</summary>
    public void End() => _waiting.Writer.TryComplete();
}
