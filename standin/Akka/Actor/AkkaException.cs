namespace Akka.Actor;

/// <summary>The base of the exceptions that this library defines.</summary>
public abstract class AkkaException : Exception
{
    /// <summary>Without a message.</summary>
    protected AkkaException()
    {
    }

    /// <summary>With a message and, where there is one, the exception that led to it.</summary>
    protected AkkaException(string message, Exception cause = null)
        : base(message, cause)
    {
    }
}
