namespace Weir.Testing.Faults;

/// <summary>Thrown where a test wants something to fail.</summary>
public sealed class InjectedFaultException : Exception
{
    internal InjectedFaultException(string message)
        : base(message)
    {
    }
}
