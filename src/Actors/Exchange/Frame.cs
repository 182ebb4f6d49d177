namespace Weir.Actors.Exchange;

/// <summary>Sending → receiving end: elements of a channel on their way, see <see cref="Operators.Frames.FrameFormat"/>.</summary>
/// <param name="Bytes">The frame; nobody changes it any more.</param>
internal sealed record Frame(byte[] Bytes) : IExchangeMessage
{
    public override string ToString() => $"Frame({Bytes.Length} B)";
}
