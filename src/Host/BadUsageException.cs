namespace Weir.Host;

/// <summary>What the user asked for can't be done as asked; the message is the one line that says why, and what to do.</summary>
internal sealed class BadUsageException : Exception
{
    public BadUsageException(string message)
        : base(message)
    {
    }

    public BadUsageException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
