namespace Weir.Operators.Elements;

/// <summary>No record, watermark or status follows on this channel; barriers still may.</summary>
internal sealed class EndOfData : StreamElement
{
    public static readonly EndOfData Instance = new();

    private EndOfData()
    {
    }

    public override ElementKind Kind => ElementKind.EndOfData;

    public override string ToString() => "EndOfData";
}
