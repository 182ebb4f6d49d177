namespace Weir.Testing;

/// <summary>A job did not end as the test expected; the message has the job's own cause, with its stack.</summary>
public sealed class JobFailedException : Exception
{
    internal JobFailedException(string message)
        : base(message)
    {
    }
}
