using Akka.Actor;

namespace Weir.Actors.Exchange;

/// <summary>
/// How the ends of channels on two nodes find each other, and what becomes of them when one side goes. Plain code: what
/// happens goes in with the time, what is to be done comes out.
/// </summary>
/// <remarks>
/// A receiving end asks the producer's node until that offers the sending end, then takes from it. A sending end
/// waits for that request, which may have come before it. Both are dropped when their subtask closes them, and that is
/// no failure for the other side: whatever a subtask's end means, the job's master says so to its peers. A failure is
/// what nobody decided: the other node gone, frames lost, a producer that never comes. The subtask is told once, and
/// its end rests until it is closed.
/// </remarks>
internal sealed class ExchangeProtocol(TimeSpan openTimeout, TimeSpan retryInterval)
{
    private readonly Dictionary<RemoteChannelId, ChannelEnd> _ends = [];
    private readonly Dictionary<RemoteChannelId, EarlyRequest> _early = [];
    private readonly List<ExchangeEffect> _effects = [];
    private long _lastRequest;

    /// <summary>Ends of subtasks that run here.</summary>
    public int EndCount => _ends.Count;

    /// <summary>Requests for sending ends that are not here yet.</summary>
    public int EarlyRequestCount => _early.Count;

    /// <summary>Whether <see cref="Tick"/> has anything to watch over.</summary>
    public bool NeedsTicks => _early.Count > 0 || _ends.Values.Any(end => end is { IsOutgoing: false, Phase: ChannelPhase.Waiting });

    /// <summary>A subtask here sends on a channel.</summary>
    public IReadOnlyList<ExchangeEffect> BeginSending(RemoteChannelId channel, Address peer, string layout, TimeSpan now) => Step(() =>
    {
        var end = new ChannelEnd(channel, peer, layout, now);
        _ends.Add(channel, end);
        if (_early.Remove(channel, out EarlyRequest? early))
        {
            Answer(end, early.Peer, early.Request);
        }
    });

    /// <summary>A subtask here receives on a channel.</summary>
    public IReadOnlyList<ExchangeEffect> BeginReceiving(RemoteChannelId channel, Address peer, string layout, TimeSpan now) => Step(() =>
    {
        var end = new ChannelEnd(channel, peer, layout, now) { Request = ++_lastRequest };
        _ends.Add(channel, end);
        Ask(end);
    });

    /// <summary>The subtask of this end has ended.</summary>
    public IReadOnlyList<ExchangeEffect> Close(RemoteChannelId channel) => Step(() =>
    {
        if (!_ends.Remove(channel, out ChannelEnd? end))
        {
            return;
        }

        _effects.Add(new StopEnd(channel));
        if (!channel.IsOutgoing)
        {
            _effects.Add(new SendToPeer(end.Peer, new ChannelForgotten(channel.JobId, channel.Channel, end.Request)));
        }

        ReleasePeer(end.Peer);
    });

    /// <summary>A message of the exchange on another node.</summary>
    public IReadOnlyList<ExchangeEffect> Received(Address peer, ChannelMessage message, TimeSpan now) => Step(() =>
    {
        switch (message)
        {
            case OpenChannel open:
                Opened(peer, open, now);
                break;
            case ChannelForgotten forgotten:
                Forgotten(peer, forgotten);
                break;
            default:
                Answered(peer, message);
                break;
        }
    });

    /// <summary>The sending end has been started.</summary>
    public IReadOnlyList<ExchangeEffect> SenderStarted(RemoteChannelId channel, long request, IActorRef sender) => Step(() =>
    {
        if (_ends.TryGetValue(channel, out ChannelEnd? end) && end.Phase == ChannelPhase.Offering && end.Request == request)
        {
            end.Phase = ChannelPhase.Flowing;
            end.Sender = sender;
            Offer(end);
        }
    });

    /// <summary>What comes to a receiving end cannot be right, or does not come.</summary>
    public IReadOnlyList<ExchangeEffect> ReceiverBroke(RemoteChannelId channel, long request, string reason) => Step(() =>
    {
        if (_ends.TryGetValue(channel, out ChannelEnd? end) && end.Request == request && end.Phase == ChannelPhase.Flowing)
        {
            Lose(end, reason);
        }
    });

    /// <summary>A node is gone: all that was connected with it is lost.</summary>
    public IReadOnlyList<ExchangeEffect> PeerLost(Address peer, string reason) => Step(() =>
    {
        foreach (ChannelEnd end in _ends.Values.Where(end => end.Peer.Equals(peer) && end.Phase != ChannelPhase.Resting))
        {
            Lose(end, reason);
        }

        foreach (RemoteChannelId channel in _early.Where(early => early.Value.Peer.Equals(peer)).Select(early => early.Key).ToList())
        {
            _early.Remove(channel);
        }
    });

    /// <summary>Time has passed: asks again, gives up, forgets.</summary>
    public IReadOnlyList<ExchangeEffect> Tick(TimeSpan now) => Step(() =>
    {
        foreach (ChannelEnd end in _ends.Values.Where(end => end is { IsOutgoing: false, Phase: ChannelPhase.Waiting }))
        {
            if (now - end.Since < openTimeout)
            {
                Ask(end);
                continue;
            }

            Lose(end, $"its producer was not there within {openTimeout} ({ExchangeSettings.Path}.open-timeout).");
            _effects.Add(new SendToPeer(end.Peer, new ChannelForgotten(end.Channel.JobId, end.Channel.Channel, end.Request)));
        }

        // Whoever still wants the channel asks at each interval.
        foreach ((RemoteChannelId channel, EarlyRequest early) in _early.Where(early => now - early.Value.HeardAt > 10 * retryInterval).ToList())
        {
            _early.Remove(channel);
            ReleasePeer(early.Peer);
        }
    });

    private IReadOnlyList<ExchangeEffect> Step(Action step)
    {
        _effects.Clear();
        step();
        return _effects.Count == 0 ? [] : [.. _effects];
    }

    private void Opened(Address peer, OpenChannel open, TimeSpan now)
    {
        var channel = RemoteChannelId.Outgoing(open.JobId, open.Channel);
        if (_ends.TryGetValue(channel, out ChannelEnd? end))
        {
            Answer(end, peer, open);
            return;
        }

        _early[channel] = new EarlyRequest(peer, open, now);
        _effects.Add(new SendToPeer(peer, new ChannelAwaited(open.JobId, open.Channel, open.Request)));
    }

    private void Answer(ChannelEnd end, Address peer, OpenChannel open)
    {
        if (!end.Peer.Equals(peer))
        {
            Refuse(peer, open, $"its consumer is expected on node {end.Peer}, not on {peer}.");
        }
        else if (end.Layout != open.Layout)
        {
            string reason = $"the nodes lay records out differently: \"{end.Layout}\" at the producer, \"{open.Layout}\" at the consumer. "
                + "All nodes have to run the same build on the same version of .NET.";
            Refuse(peer, open, reason);
            Lose(end, reason);
        }
        else if (end.Phase == ChannelPhase.Waiting)
        {
            end.Request = open.Request;
            end.Phase = ChannelPhase.Offering;
            _effects.Add(new StartSender(end.Channel, open.Request));
        }
        else if (end.Request != open.Request)
        {
            Refuse(peer, open, "it has another consumer already.");
        }
        else if (end.Phase == ChannelPhase.Flowing)
        {
            Offer(end);
        }
    }

    private void Forgotten(Address peer, ChannelForgotten forgotten)
    {
        var channel = RemoteChannelId.Outgoing(forgotten.JobId, forgotten.Channel);
        if (_early.TryGetValue(channel, out EarlyRequest? early) && early.Peer.Equals(peer) && early.Request.Request == forgotten.Request)
        {
            _early.Remove(channel);
            ReleasePeer(peer);
        }

        if (_ends.TryGetValue(channel, out ChannelEnd? end) && end.Peer.Equals(peer) && end.Request == forgotten.Request)
        {
            end.Rest();
            _effects.Add(new StopEnd(channel));
        }
    }

    private void Answered(Address peer, ChannelMessage message)
    {
        var channel = RemoteChannelId.Incoming(message.JobId, message.Channel);
        if (!_ends.TryGetValue(channel, out ChannelEnd? end) || !end.Peer.Equals(peer) || end.Request != message.Request || end.Phase != ChannelPhase.Waiting)
        {
            return;
        }

        switch (message)
        {
            case ChannelOffered offered:
                end.Phase = ChannelPhase.Flowing;
                _effects.Add(new StartReceiver(channel, end.Request, offered.Sender));
                break;
            case ChannelRefused refused:
                Lose(end, refused.Reason);
                break;
        }
    }

    private void Ask(ChannelEnd end) => _effects.Add(new SendToPeer(
        end.Peer, new OpenChannel(end.Channel.JobId, end.Channel.Channel, end.Request, end.Layout)));

    private void Offer(ChannelEnd end) => _effects.Add(new SendToPeer(
        end.Peer, new ChannelOffered(end.Channel.JobId, end.Channel.Channel, end.Request, end.Sender!)));

    private void Refuse(Address peer, OpenChannel open, string reason) =>
        _effects.Add(new SendToPeer(peer, new ChannelRefused(open.JobId, open.Channel, open.Request, reason)));

    private void Lose(ChannelEnd end, string reason)
    {
        end.Rest();
        _effects.Add(new ReportLost(end.Channel, reason));
        _effects.Add(new StopEnd(end.Channel));
    }

    private void ReleasePeer(Address peer)
    {
        if (!_ends.Values.Any(end => end.Peer.Equals(peer)) && !_early.Values.Any(early => early.Peer.Equals(peer)))
        {
            _effects.Add(new PeerUnused(peer));
        }
    }

    private sealed record EarlyRequest(Address Peer, OpenChannel Request, TimeSpan HeardAt);
}
