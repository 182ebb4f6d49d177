namespace Weir.Actors.Frames;

/// <summary>A message does not fit into one frame between nodes; says which settings help.</summary>
internal sealed class MessageTooLargeException(string message) : Exception(message);
