namespace Weir.State.Codecs;

/// <summary>State was written with a schema that the type of today cannot read.</summary>
public sealed class IncompatibleSchemaException : Exception
{
    private const string WayOut = "Added and removed members and wider numbers are accepted; for anything else keep the old member and add a new one.";

    internal IncompatibleSchemaException(string path, CodecSchema written, CodecSchema current, string reason, string wayOut = WayOut)
        : base($"{path} was stored as {written} and is now {current}: {reason} {wayOut}")
    {
        Written = written;
        Current = current;
    }

    /// <summary>The schema stored with the state.</summary>
    public CodecSchema Written { get; }

    /// <summary>The schema of the type as it is now.</summary>
    public CodecSchema Current { get; }
}
