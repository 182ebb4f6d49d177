namespace Weir.Actors.Messages;

/// <summary>A job was not started: its code, its arguments, or a place that it reads from or writes to.</summary>
public sealed class SubmissionRefusedException : Exception
{
    internal SubmissionRefusedException(string message, string? detail)
        : base(message) => Detail = detail;

    /// <summary>The exception on the leader's node, with its stack; null if there is none.</summary>
    public string? Detail { get; }
}
