using Akka.Actor;

namespace Akka.Streams.Implementation;

/// <summary>Tells a materializer's state to all who share it.</summary>
internal sealed class ShutdownFlag
{
    private int _isSet;

    public bool IsSet => Volatile.Read(ref _isSet) != 0;

    public bool TrySet() => Interlocked.Exchange(ref _isSet, 1) == 0;
}

/// <summary>The parent of the actors of a materializer's streams. A child that fails is stopped, and aborts its stream.</summary>
internal sealed class StreamSupervisor(ShutdownFlag shutdown) : UntypedActor
{
    private static long _lastName;

    public static string NextName() => $"StreamSupervisor-{Interlocked.Increment(ref _lastName) - 1}";

    protected override SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.StoppingStrategy;

    protected override void OnReceive(object message) => Unhandled(message);

    protected override void PostStop() => shutdown.TrySet();
}
