using Akka.Actor;

namespace Weir.Actors.Exchange;

/// <summary>What the exchanges of two nodes send each other; all of it is written by <see cref="ExchangeSerializer"/>.</summary>
internal interface IExchangeMessage;

/// <summary>About one channel, as the consumer's node asked for it.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Request">The consumer's number for it: an answer to an earlier request means nothing.</param>
internal abstract record ChannelMessage(string JobId, ChannelId Channel, long Request) : IExchangeMessage;

/// <summary>Consumer's → producer's node: where does this channel begin? Repeated until there is an answer.</summary>
/// <param name="Layout">How the consumer expects records to lie in frames.</param>
internal sealed record OpenChannel(string JobId, ChannelId Channel, long Request, string Layout) : ChannelMessage(JobId, Channel, Request);

/// <summary>Producer's → consumer's node: the producer is not here yet; it will be told when it is.</summary>
internal sealed record ChannelAwaited(string JobId, ChannelId Channel, long Request) : ChannelMessage(JobId, Channel, Request);

/// <summary>Producer's → consumer's node: here it begins.</summary>
/// <param name="Sender">The sending end, which waits for a grant.</param>
internal sealed record ChannelOffered(string JobId, ChannelId Channel, long Request, IActorRef Sender) : ChannelMessage(JobId, Channel, Request);

/// <summary>Producer's → consumer's node: these two ends do not fit.</summary>
internal sealed record ChannelRefused(string JobId, ChannelId Channel, long Request, string Reason) : ChannelMessage(JobId, Channel, Request);

/// <summary>Consumer's → producer's node: nobody waits for this channel any more.</summary>
internal sealed record ChannelForgotten(string JobId, ChannelId Channel, long Request) : ChannelMessage(JobId, Channel, Request);

/// <summary>Receiving → sending end: how many frames have arrived, and how many may be sent in all. Repeated at times.</summary>
internal sealed record ChannelGrant(long Arrived, long Granted) : IExchangeMessage;

/// <summary>
/// Sending → receiving end: a barrier overtakes. The frames up to this many come without a grant, and the barrier is in
/// them or before; all that is in front of it is for the subtask to see at once.
/// </summary>
internal sealed record ChannelOvertaken(long CheckpointId, long Frames) : IExchangeMessage;

/// <summary>Sending → receiving end: so many frames have been sent, all of them before this.</summary>
internal sealed record ChannelProbe(long Sent) : IExchangeMessage;
