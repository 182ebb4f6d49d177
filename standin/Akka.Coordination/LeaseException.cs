namespace Akka.Coordination;

public class LeaseException : Exception
{
    public LeaseException(string message)
        : base(message)
    {
    }

    public LeaseException(string message, Exception innerEx)
        : base(message, innerEx)
    {
    }
}

public sealed class LeaseTimeoutException : LeaseException
{
    public LeaseTimeoutException(string message)
        : base(message)
    {
    }

    public LeaseTimeoutException(string message, Exception innerEx)
        : base(message, innerEx)
    {
    }
}
