namespace Weir.State;

/// <summary>Stored state is damaged: a checksum differs, a file ends too early, or what it says about itself is impossible.</summary>
public sealed class CorruptStateException : Exception
{
    /// <summary>Says what is damaged, and where.</summary>
    public CorruptStateException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is damaged, and where.</summary>
    public CorruptStateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
