namespace Weir.Actors.Exchange;

/// <summary>One end of a channel between nodes.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Channel">The channel.</param>
/// <param name="IsOutgoing">Whether the producer is here, else the consumer.</param>
internal readonly record struct RemoteChannelId(string JobId, ChannelId Channel, bool IsOutgoing)
{
    public static RemoteChannelId Outgoing(string jobId, ChannelId channel) => new(jobId, channel, true);

    public static RemoteChannelId Incoming(string jobId, ChannelId channel) => new(jobId, channel, false);

    public override string ToString() => $"the {(IsOutgoing ? "sending" : "receiving")} end of {Channel} of job {JobId}";
}
