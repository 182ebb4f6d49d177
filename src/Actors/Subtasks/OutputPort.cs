using Weir.Actors.Exchange;
using Weir.Operators.Channels;
using Weir.Operators.Elements;

namespace Weir.Actors.Subtasks;

/// <summary>
/// Where a chain writes for one output channel. What cannot be pushed yet waits here, in order; a chain that finds a
/// port blocked stops taking input, so the wait is bounded by what one slice of input produces.
/// </summary>
/// <param name="channel">The channel.</param>
/// <param name="keepsOrder">Whether a barrier keeps its place in it in any case.</param>
/// <param name="backpressured">Runs while an output is blocked.</param>
internal sealed class OutputPort(LocalChannel channel, bool keepsOrder, TimeAccount backpressured) : IChannelWriter
{
    private readonly Queue<StreamElement> _waiting = new();
    private Func<StreamElement, bool>? _tryPush;

    public LocalChannel Channel => channel;

    /// <summary>
    /// What has been pushed and is not in the channel yet. Null once a barrier has taken it along: the sink, when it comes
    /// to it, has nothing to do.
    /// </summary>
    public StreamElement? InTransit { get; set; }

    public bool IsBlocked { get; private set; }

    /// <summary>Connects the port with the outlet that it feeds; what was written before waits for the first demand.</summary>
    public void Attach(Func<StreamElement, bool> tryPush) => _tryPush = tryPush;

    public void Write(StreamElement element)
    {
        if (_waiting.Count > 0 || !TryPush(element))
        {
            _waiting.Enqueue(element);
            SetBlocked(true);
        }
    }

    /// <summary>The outlet has demand: sends the oldest waiting element, if there is one.</summary>
    public void OnDemand()
    {
        if (_waiting.Count > 0 && TryPush(_waiting.Peek()))
        {
            _waiting.Dequeue();
        }

        SetBlocked(_waiting.Count > 0);
    }

    /// <summary>
    /// Puts all that is in front of a barrier into the channel, room or not, and lets its reader know. It is no more than
    /// what the port holds, and nothing more is written before the channel has room again.
    /// </summary>
    public void Overtake(long checkpointId)
    {
        if (keepsOrder)
        {
            return;
        }

        bool isWaiting = _waiting.Any(element => LocalChannel.BarrierOf(element, checkpointId) is not null);
        if (InTransit is { } pushed && (isWaiting || LocalChannel.BarrierOf(pushed, checkpointId) is not null))
        {
            InTransit = null;
            channel.WriteBeyond(pushed);
        }

        while (isWaiting)
        {
            StreamElement element = _waiting.Dequeue();
            channel.WriteBeyond(element);
            isWaiting = LocalChannel.BarrierOf(element, checkpointId) is null;
        }

        channel.Announce(checkpointId);
        SetBlocked(_waiting.Count > 0 || (IsBlocked && channel.IsOverfull));
    }

    private bool TryPush(StreamElement element)
    {
        if (_tryPush is null || !_tryPush(element))
        {
            return false;
        }

        InTransit = element;
        return true;
    }

    private void SetBlocked(bool isBlocked)
    {
        if (isBlocked == IsBlocked)
        {
            return;
        }

        IsBlocked = isBlocked;
        if (isBlocked)
        {
            backpressured.Begin();
        }
        else
        {
            backpressured.End();
        }
    }
}
