namespace Weir.Operators.Elements;

/// <summary>Tells the reader of a channel that nothing more is waiting there just now, so partial batches should be sent on.</summary>
internal sealed class StarvedMarker : StreamElement
{
    public static readonly StarvedMarker Instance = new();

    private StarvedMarker()
    {
    }

    public override ElementKind Kind => ElementKind.Starved;

    public override string ToString() => "Starved";
}
