namespace Weir.Actors.Messages;

/// <summary>The job had state that it would go on without. Nothing has been started or written; trying again cannot help.</summary>
public sealed class RestoreRefusedException : Exception
{
    internal RestoreRefusedException(string message)
        : base(message)
    {
    }
}
