namespace Weir.Actors.Exchange;

/// <summary>Elements of one channel on their way to another node, see <see cref="Operators.Frames.FrameFormat"/>.</summary>
/// <param name="Bytes">The frame; nobody changes it any more.</param>
internal sealed record Frame(byte[] Bytes) : IExchangeMessage
{
    public override string ToString() => $"Frame({Bytes.Length} B)";
}
