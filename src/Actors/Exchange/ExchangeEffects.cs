using Akka.Actor;

namespace Weir.Actors.Exchange;

/// <summary>What the exchange's actor has to do.</summary>
internal abstract record ExchangeEffect;

/// <summary>Send a message to the exchange of another node.</summary>
internal sealed record SendToPeer(Address Peer, ChannelMessage Message) : ExchangeEffect;

/// <summary>Run the sending end as a stream and make a reference to it; answered by <see cref="ExchangeProtocol.OfferMade"/>.</summary>
internal sealed record OfferStream(RemoteChannelId Channel, long Request) : ExchangeEffect;

/// <summary>Run the stream reference into the receiving end.</summary>
internal sealed record RunStream(RemoteChannelId Channel, long Request, object Reference) : ExchangeEffect;

/// <summary>End the stream of this end, if it has one, as if all were said.</summary>
internal sealed record StopStream(RemoteChannelId Channel) : ExchangeEffect;

/// <summary>Tell the subtask that the channel cannot go on.</summary>
internal sealed record ReportLost(RemoteChannelId Channel, string Reason) : ExchangeEffect;

/// <summary>Nothing connects this node with the other any more.</summary>
internal sealed record PeerUnused(Address Peer) : ExchangeEffect;
