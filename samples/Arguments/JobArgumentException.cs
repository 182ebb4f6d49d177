namespace Weir.Samples.Arguments;

/// <summary>A job was given arguments that it cannot run with. The message is for the user: it names the option and the way out.</summary>
public sealed class JobArgumentException(string message) : Exception(message);
