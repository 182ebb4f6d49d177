using Weir.Operators.Channels;
using Weir.Operators.Elements;

namespace Weir.Unit.Operators.Harness;

/// <summary>A channel between two subtasks of a <see cref="LocalJob"/>.</summary>
internal sealed class LocalChannel(bool alwaysBlocked) : IChannelWriter
{
    public Queue<StreamElement> Elements { get; } = new();

    public bool IsHeld { get; set; }

    public bool IsBlocked => alwaysBlocked;

    public void Write(StreamElement element) => Elements.Enqueue(element);
}
