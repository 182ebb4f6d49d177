namespace Weir.Operators.Elements;

/// <summary>Whether a channel takes part in event time. An idle one does not hold watermarks back.</summary>
internal sealed class StreamStatus : StreamElement
{
    public static readonly StreamStatus Idle = new(true);
    public static readonly StreamStatus Active = new(false);

    private StreamStatus(bool isIdle) => IsIdle = isIdle;

    public bool IsIdle { get; }

    public override ElementKind Kind => ElementKind.Status;

    public override string ToString() => IsIdle ? "Idle" : "Active";
}
