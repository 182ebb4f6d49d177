using Weir.Operators.Frames;

namespace Weir.Actors.Exchange;

/// <summary>Says of a failure on a channel between nodes which channel it was.</summary>
internal static class ChannelFailure
{
    public static Exception Of(RemoteChannel channel, Exception error) => error switch
    {
        RecordTooLargeException tooLarge => new RecordTooLargeForFrameException(channel.Description, channel.Edge.Partitioning, tooLarge),
        _ => new ConnectionLostException(channel.Description, channel.Peer, error.Message, error),
    };
}
