using Akka.Actor;

namespace Weir.Actors.Exchange;

/// <summary>A subtask here sends on a channel to another node.</summary>
internal sealed record StartSending(RemoteChannel Channel) : INoSerializationVerificationNeeded;

/// <summary>A subtask here receives on a channel from another node.</summary>
internal sealed record StartReceiving(RemoteChannel Channel) : INoSerializationVerificationNeeded;

/// <summary>The subtask at this end of a channel has ended.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Near">What the subtask wrote to, or read from.</param>
internal sealed record CloseChannel(RemoteChannelId Channel, LocalChannel Near) : INoSerializationVerificationNeeded;

/// <summary>A node is gone.</summary>
internal sealed record NodeIsLost(Address Node, string Reason) : INoSerializationVerificationNeeded;
