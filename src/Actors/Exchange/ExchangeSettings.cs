using Akka.Configuration;
using Weir.Actors.Configuration;

namespace Weir.Actors.Exchange;

/// <summary>What is set below <c>weir.exchange</c>.</summary>
internal sealed record ExchangeSettings
{
    /// <summary>Where Weir reads its settings.</summary>
    public const string Path = "weir.exchange";

    /// <summary>The limit of the transport, for errors.</summary>
    public const string TransportLimitKey = "akka.remote.dot-netty.tcp.maximum-frame-size";

    /// <summary>What a frame takes on the wire besides its bytes: addresses, actor paths, manifests; at most this.</summary>
    private const int EnvelopeBytes = 4 * 1024;

    private const int LeastFrameBytes = 1024;

    /// <summary>Bytes of a frame, at most.</summary>
    public required int FrameSizeBytes { get; init; }

    /// <summary>Frames that may be on the way on each channel.</summary>
    public required int FramesInFlight { get; init; }

    /// <summary>How long the consumer of a channel waits for its producer to be there.</summary>
    public required TimeSpan OpenTimeout { get; init; }

    /// <summary>How often a request that has no answer yet is sent again.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <exception cref="InvalidConfigurationException">A value can't be read or is out of its range; all such values are named.</exception>
    public static ExchangeSettings Read(Config config)
    {
        var reader = new ConfigurationReader(config, Path);
        long frameSize = reader.ByteSize("frame-size");
        int inFlight = reader.Count("frames-in-flight");
        TimeSpan openTimeout = reader.Duration("open-timeout");
        var problems = reader.Errors.Select(error => error.ToString()).ToList();
        if (problems.Count == 0)
        {
            problems.AddRange(Problems(config, frameSize, inFlight, openTimeout));
        }

        return problems.Count == 0
            ? new ExchangeSettings { FrameSizeBytes = (int)frameSize, FramesInFlight = inFlight, OpenTimeout = openTimeout }
            : throw new InvalidConfigurationException(problems);
    }

    private static IEnumerable<string> Problems(Config config, long frameSize, int inFlight, TimeSpan openTimeout)
    {
        if (frameSize < LeastFrameBytes)
        {
            yield return $"{Path}.frame-size is {frameSize} B; it must be at least {LeastFrameBytes} B.";
        }

        if (config.HasPath(TransportLimitKey)
            && ByteSizeText.TryParse(config.GetString(TransportLimitKey), out long limit)
            && frameSize > limit - EnvelopeBytes)
        {
            yield return $"{Path}.frame-size is {frameSize} B, but {TransportLimitKey} is {limit} B, of which {EnvelopeBytes} B are kept for addresses: "
                + $"lower {Path}.frame-size to at most {limit - EnvelopeBytes} B, or raise {TransportLimitKey} to at least {frameSize + EnvelopeBytes} B.";
        }

        if (inFlight is < 1 or > 4096)
        {
            yield return $"{Path}.frames-in-flight is {inFlight}; it must be from 1 to 4096.";
        }

        if (openTimeout <= TimeSpan.Zero)
        {
            yield return $"{Path}.open-timeout is {openTimeout}; it must be above 0.";
        }
    }
}
