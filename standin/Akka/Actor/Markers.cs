namespace Akka.Actor;

/// <summary>A message that the cell handles itself, before or instead of the actor.</summary>
public interface IAutoReceivedMessage
{
}

public interface IPossiblyHarmful
{
}

public interface INoSerializationVerificationNeeded
{
}

/// <summary>A message that does not start the receive timeout anew.</summary>
public interface INotInfluenceReceiveTimeout
{
}

public interface IWrappedMessage
{
    object Message { get; }
}

public static class WrappedMessage
{
    public static object Unwrap(object message)
    {
        while (message is IWrappedMessage wrapped)
            message = wrapped.Message;
        return message;
    }
}
