using Weir.Operators.Frames;

namespace Weir.Actors.Exchange;

/// <summary>A record cannot be sent to another node: alone it is larger than a frame.</summary>
internal sealed class RecordTooLargeForFrameException(string channel, string partitioning, RecordTooLargeException cause)
    : Exception(
        $"A record cannot be sent on the channel {channel} ({partitioning}): {cause.Message} "
        + $"Raise {ExchangeSettings.Path}.frame-size to at least {cause.SizeBytes} B, and {ExchangeSettings.TransportLimitKey} above it, on all nodes.",
        cause);
