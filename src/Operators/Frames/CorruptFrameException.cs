namespace Weir.Operators.Frames;

/// <summary>What was received is no frame, or not one of this channel.</summary>
internal sealed class CorruptFrameException(string message, Exception? cause = null) : Exception(message, cause);
