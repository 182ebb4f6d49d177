namespace Weir.Operators.Graph;

/// <summary>A job's definition does not make sense. The message names the operator and what to change.</summary>
public sealed class JobGraphException : Exception
{
    internal JobGraphException(string message)
        : base(message)
    {
    }
}
