namespace Weir.Operators.Elements;

/// <summary>Nothing at all follows on this channel.</summary>
internal sealed class EndOfPartition : StreamElement
{
    public static readonly EndOfPartition Instance = new();

    private EndOfPartition()
    {
    }

    public override ElementKind Kind => ElementKind.EndOfPartition;

    public override string ToString() => "EndOfPartition";
}
