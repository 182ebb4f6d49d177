using Akka.Actor;

namespace Weir.Actors.Exchange;

/// <summary>What the exchange's actor has to do.</summary>
internal abstract record ExchangeEffect;

/// <summary>Send a message to the exchange of another node.</summary>
internal sealed record SendToPeer(Address Peer, ChannelMessage Message) : ExchangeEffect;

/// <summary>Start the sending end and offer it; answered by <see cref="ExchangeProtocol.SenderStarted"/>.</summary>
internal sealed record StartSender(RemoteChannelId Channel, long Request) : ExchangeEffect;

/// <summary>Start the receiving end of what the other node has offered.</summary>
internal sealed record StartReceiver(RemoteChannelId Channel, long Request, IActorRef Sender) : ExchangeEffect;

/// <summary>Stop what was started for this end, if anything was.</summary>
internal sealed record StopEnd(RemoteChannelId Channel) : ExchangeEffect;

/// <summary>Tell the subtask that the channel cannot go on.</summary>
internal sealed record ReportLost(RemoteChannelId Channel, string Reason) : ExchangeEffect;

/// <summary>Nothing connects this node with the other any more.</summary>
internal sealed record PeerUnused(Address Peer) : ExchangeEffect;
