using Akka.Configuration;

namespace Akka.Streams.Dsl;

/// <summary>How stream references behave; <c>akka.stream.materializer.stream-ref</c> in the configuration.</summary>
public sealed class StreamRefSettings
{
    public StreamRefSettings(int bufferCapacity, TimeSpan demandRedeliveryInterval, TimeSpan subscriptionTimeout, TimeSpan finalTerminationSignalDeadline)
    {
        if (bufferCapacity <= 0)
            throw new ArgumentException($"buffer-capacity is {bufferCapacity}; it must be above 0.", nameof(bufferCapacity));
        BufferCapacity = bufferCapacity;
        DemandRedeliveryInterval = demandRedeliveryInterval;
        SubscriptionTimeout = subscriptionTimeout;
        FinalTerminationSignalDeadline = finalTerminationSignalDeadline;
    }

    /// <summary>Elements on the way to the receiving side, and waiting there, at most.</summary>
    public int BufferCapacity { get; }

    /// <summary>How often the receiving side repeats what it has asked for: the request may have been lost.</summary>
    public TimeSpan DemandRedeliveryInterval { get; }

    /// <summary>How long a reference that nobody runs stays usable.</summary>
    public TimeSpan SubscriptionTimeout { get; }

    /// <summary>How long the receiving side waits for the last signal when the sender's actor has ended.</summary>
    public TimeSpan FinalTerminationSignalDeadline { get; }

    public static StreamRefSettings Create(Config config) => new(
        config.GetInt("buffer-capacity"),
        config.GetTimeSpan("demand-redelivery-interval"),
        config.GetTimeSpan("subscription-timeout"),
        config.GetTimeSpan("final-termination-signal-deadline"));

    public StreamRefSettings WithBufferCapacity(int value) => Copy(bufferCapacity: value);

    public StreamRefSettings WithDemandRedeliveryInterval(TimeSpan value) => Copy(demandRedeliveryInterval: value);

    public StreamRefSettings WithSubscriptionTimeout(TimeSpan value) => Copy(subscriptionTimeout: value);

    public StreamRefSettings Copy(
        int? bufferCapacity = null,
        TimeSpan? demandRedeliveryInterval = null,
        TimeSpan? subscriptionTimeout = null,
        TimeSpan? finalTerminationSignalDeadline = null) => new(
        bufferCapacity ?? BufferCapacity,
        demandRedeliveryInterval ?? DemandRedeliveryInterval,
        subscriptionTimeout ?? SubscriptionTimeout,
        finalTerminationSignalDeadline ?? FinalTerminationSignalDeadline);

    public override string ToString() =>
        $"StreamRefSettings({BufferCapacity}, {DemandRedeliveryInterval}, {SubscriptionTimeout}, {FinalTerminationSignalDeadline})";
}
