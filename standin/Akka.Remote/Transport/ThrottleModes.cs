using Akka.Actor;

namespace Akka.Remote.Transport;

/// <summary>What a link lets through.</summary>
public abstract class ThrottleMode : INoSerializationVerificationNeeded
{
    public abstract (ThrottleMode, bool) TryConsumeTokens(long nanoTimeOfSend, int tokens);

    public abstract TimeSpan TimeToAvailable(long currentNanoTime, int tokens);
}

/// <summary>Nothing, without saying so: the link is cut.</summary>
public class Blackhole : ThrottleMode
{
    private Blackhole()
    {
    }

    public static Blackhole Instance { get; } = new();

    public override (ThrottleMode, bool) TryConsumeTokens(long nanoTimeOfSend, int tokens) => (this, false);

    public override TimeSpan TimeToAvailable(long currentNanoTime, int tokens) => TimeSpan.Zero;
}

/// <summary>Everything.</summary>
public class Unthrottled : ThrottleMode
{
    private Unthrottled()
    {
    }

    public static Unthrottled Instance { get; } = new();

    public override (ThrottleMode, bool) TryConsumeTokens(long nanoTimeOfSend, int tokens) => (this, true);

    public override TimeSpan TimeToAvailable(long currentNanoTime, int tokens) => TimeSpan.Zero;
}

/// <summary>Here for its directions; links are cut by <see cref="LinkRules"/>.</summary>
public class ThrottleTransportAdapter
{
    private ThrottleTransportAdapter()
    {
    }

    public enum Direction
    {
        Send,
        Receive,
        Both,
    }
}
