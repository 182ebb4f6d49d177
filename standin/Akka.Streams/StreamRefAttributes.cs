namespace Akka.Streams;

/// <summary>What is set for one stream reference, in place of the settings of all.</summary>
public static class StreamRefAttributes
{
    public interface IStreamRefAttribute : Attributes.IAttribute
    {
    }

    /// <summary>How many elements may be on the way to the receiving side, and wait there.</summary>
    public sealed class BufferCapacity : IStreamRefAttribute, IEquatable<BufferCapacity>
    {
        public BufferCapacity(int capacity) => Capacity = capacity;

        public int Capacity { get; }

        public bool Equals(BufferCapacity? other) => other is not null && Capacity == other.Capacity;

        public override bool Equals(object? obj) => Equals(obj as BufferCapacity);

        public override int GetHashCode() => Capacity.GetHashCode();

        public override string ToString() => $"BufferCapacity({Capacity})";
    }

    /// <summary>How often the receiving side repeats what it has asked for.</summary>
    public sealed class DemandRedeliveryInterval : IStreamRefAttribute, IEquatable<DemandRedeliveryInterval>
    {
        public DemandRedeliveryInterval(TimeSpan timeout) => Timeout = timeout;

        public TimeSpan Timeout { get; }

        public bool Equals(DemandRedeliveryInterval? other) => other is not null && Timeout == other.Timeout;

        public override bool Equals(object? obj) => Equals(obj as DemandRedeliveryInterval);

        public override int GetHashCode() => Timeout.GetHashCode();

        public override string ToString() => $"DemandRedeliveryInterval({Timeout})";
    }

    /// <summary>How long a reference that nobody runs stays usable.</summary>
    public sealed class SubscriptionTimeout : IStreamRefAttribute, IEquatable<SubscriptionTimeout>
    {
        public SubscriptionTimeout(TimeSpan timeout) => Timeout = timeout;

        public TimeSpan Timeout { get; }

        public bool Equals(SubscriptionTimeout? other) => other is not null && Timeout == other.Timeout;

        public override bool Equals(object? obj) => Equals(obj as SubscriptionTimeout);

        public override int GetHashCode() => Timeout.GetHashCode();

        public override string ToString() => $"SubscriptionTimeout({Timeout})";
    }

    /// <summary>How long the receiving side waits for the last signal when the sender's actor has ended.</summary>
    public sealed class FinalTerminationSignalDeadline : IStreamRefAttribute, IEquatable<FinalTerminationSignalDeadline>
    {
        public FinalTerminationSignalDeadline(TimeSpan timeout) => Timeout = timeout;

        public TimeSpan Timeout { get; }

        public bool Equals(FinalTerminationSignalDeadline? other) => other is not null && Timeout == other.Timeout;

        public override bool Equals(object? obj) => Equals(obj as FinalTerminationSignalDeadline);

        public override int GetHashCode() => Timeout.GetHashCode();

        public override string ToString() => $"FinalTerminationSignalDeadline({Timeout})";
    }

    public static Attributes CreateBufferCapacity(int capacity) => new(new BufferCapacity(capacity));

    public static Attributes CreateDemandRedeliveryInterval(TimeSpan timeout) => new(new DemandRedeliveryInterval(timeout));

    public static Attributes CreateSubscriptionTimeout(TimeSpan timeout) => new(new SubscriptionTimeout(timeout));

    public static Attributes CreateFinalTerminationSignalDeadline(TimeSpan timeout) => new(new FinalTerminationSignalDeadline(timeout));
}
