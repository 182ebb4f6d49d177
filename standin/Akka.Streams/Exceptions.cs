using Akka.Actor;
using Akka.Pattern;
using Akka.Streams.Stage;

namespace Akka.Streams;

/// <summary>The actor that ran the stream was stopped while the stream was not finished.</summary>
public class AbruptTerminationException : Exception
{
    public readonly IActorRef Actor;

    public AbruptTerminationException(IActorRef actor) : base($"Processor actor [{actor}] terminated abruptly") => Actor = actor;
}

/// <summary>The actor that ran the stage was stopped while the stage was not finished.</summary>
public sealed class AbruptStageTerminationException : Exception
{
    public AbruptStageTerminationException(GraphStageLogic logic)
        : base($"GraphStage {logic} terminated abruptly, caused by for example materializer or actor system termination.")
    {
    }
}

/// <summary>A callback or queue was used after its stream had ended.</summary>
public class StreamDetachedException : Exception
{
    public static readonly StreamDetachedException Instance = new();

    public StreamDetachedException() : this("Stream is terminated. Materialized value is detached.")
    {
    }

    public StreamDetachedException(string message) : base(message)
    {
    }

    public StreamDetachedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

public class BufferOverflowException : Exception
{
    public BufferOverflowException(string message) : base(message)
    {
    }

    public BufferOverflowException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>More elements passed than a Limit operator allows.</summary>
public class StreamLimitReachedException : Exception
{
    public StreamLimitReachedException(long max) : base($"Limit of {max} reached")
    {
    }
}

/// <summary>The stream ended without the element that was asked for.</summary>
public class NoSuchElementException : Exception
{
    public NoSuchElementException(string message) : base(message)
    {
    }
}

public class MaterializationException : Exception
{
    public MaterializationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>The actor that a stage watched is gone.</summary>
public class WatchedActorTerminatedException : AkkaException
{
    public WatchedActorTerminatedException(string stageName, IActorRef actorRef)
        : base($"Actor watched by [{stageName}] has terminated! Was: {actorRef}")
    {
    }
}

/// <summary>The causes that a cancellation carries when nothing has failed.</summary>
public static class SubscriptionWithCancelException
{
    public abstract class NonFailureCancellation : Exception
    {
        protected NonFailureCancellation()
        {
        }

        /// <summary>Always empty: these are shared instances that say why, not where.</summary>
        public sealed override string StackTrace => "";
    }

    public sealed class NoMoreElementsNeeded : NonFailureCancellation
    {
        public static readonly NoMoreElementsNeeded Instance = new();

        private NoMoreElementsNeeded()
        {
        }
    }

    public sealed class StageWasCompleted : NonFailureCancellation
    {
        public static readonly StageWasCompleted Instance = new();

        private StageWasCompleted()
        {
        }
    }
}
