using Akka.Actor;

namespace Weir.Actors.Exchange;

/// <summary>How far an end of a channel between nodes is.</summary>
internal enum ChannelPhase
{
    /// <summary>The other end is not known yet.</summary>
    Waiting,

    /// <summary>The sending end is being started.</summary>
    Offering,

    /// <summary>Frames may flow.</summary>
    Flowing,

    /// <summary>Nothing flows any more; the subtask has not closed it yet.</summary>
    Resting,
}

/// <summary>What the protocol knows of one end.</summary>
internal sealed class ChannelEnd(RemoteChannelId channel, Address peer, string layout, TimeSpan since)
{
    public RemoteChannelId Channel => channel;

    public bool IsOutgoing => channel.IsOutgoing;

    public Address Peer => peer;

    public string Layout => layout;

    /// <summary>When the subtask began with it.</summary>
    public TimeSpan Since => since;

    public ChannelPhase Phase { get; set; }

    /// <summary>The consumer's number; of a sending end that waits still 0.</summary>
    public long Request { get; set; }

    /// <summary>What runs a sending end.</summary>
    public IActorRef? Sender { get; set; }

    public void Rest()
    {
        Phase = ChannelPhase.Resting;
        Sender = null;
    }
}
