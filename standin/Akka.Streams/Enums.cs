namespace Akka.Streams;

/// <summary>What a full buffer does with the next element.</summary>
public enum OverflowStrategy
{
    /// <summary>Drops the oldest element of the buffer.</summary>
    DropHead = 2,

    /// <summary>Drops the youngest element of the buffer.</summary>
    DropTail = 3,

    /// <summary>Drops the whole buffer.</summary>
    DropBuffer = 4,

    /// <summary>Drops the new element.</summary>
    DropNew = 5,

    /// <summary>Does not ask for elements until there is room.</summary>
    Backpressure = 6,

    /// <summary>Fails the stream with a <see cref="BufferOverflowException"/>.</summary>
    Fail = 7,
}

/// <summary>What Throttle does when elements come faster than its rate.</summary>
public enum ThrottleMode
{
    /// <summary>Delays them.</summary>
    Shaping = 0,

    /// <summary>Fails the stream.</summary>
    Enforcing = 1,
}

/// <summary>What happens to a part of a stream that nobody subscribes to in time.</summary>
public enum StreamSubscriptionTimeoutTerminationMode
{
    NoopTermination = 0,
    WarnTermination = 1,
    CancelTermination = 2,
}
