namespace Weir.Actors.Messages;

/// <summary>The job that was to go on has finished: all its input is processed and committed.</summary>
public sealed class JobAlreadyFinishedException : Exception
{
    internal JobAlreadyFinishedException(string message)
        : base(message)
    {
    }

    internal JobAlreadyFinishedException(string jobName, string jobId, DateTimeOffset? finishedAt)
        : this($"The latest job named '{jobName}' ({jobId}) finished{(finishedAt is { } at ? $" at {at:u}" : "")}: there is nothing left to do.")
    {
    }
}
