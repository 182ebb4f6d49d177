namespace Weir.Operators.Connectors;

/// <summary>A source or a sink cannot do its work: an input is missing, an output cannot be written. The message says what, and what to do.</summary>
public sealed class ConnectorException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ConnectorException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ConnectorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
