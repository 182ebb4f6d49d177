namespace Weir.Operators.Elements;

/// <summary>Promises that no record with an event time at or before <see cref="Timestamp"/> follows.</summary>
internal sealed class Watermark(long timestamp) : StreamElement
{
    /// <summary>Nothing is known about event time yet.</summary>
    public const long Minimum = long.MinValue;

    /// <summary>Event time is at its end: nothing can follow.</summary>
    public const long Maximum = long.MaxValue;

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    public long Timestamp { get; } = timestamp;

    public override ElementKind Kind => ElementKind.Watermark;

    public override string ToString() => $"Watermark({Timestamp})";
}
