namespace Weir.Actors.Clients;

/// <summary>A cluster can't be talked to, or does not do what was asked; the message is one line that says why and what to do.</summary>
internal sealed class ClusterConnectionException : Exception
{
    public ClusterConnectionException(string message)
        : base(message)
    {
    }

    public ClusterConnectionException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
