namespace Weir.Operators.Elements;

/// <summary>What travels on a channel between two subtasks: a batch of records or something that holds for the place in the stream where it stands.</summary>
internal abstract class StreamElement
{
    public abstract ElementKind Kind { get; }
}
