using Weir.Operators.Elements;

namespace Weir.Operators.Frames;

/// <summary>Takes the elements of one channel out of its frames.</summary>
internal abstract class FrameDecoder
{
    /// <summary>Appends the elements of a frame. Their batches belong to who takes them, and go back to this channel's pool.</summary>
    /// <exception cref="CorruptFrameException">These bytes are no frame of this channel.</exception>
    public abstract void Decode(ReadOnlySpan<byte> frame, Queue<StreamElement> elements);
}
