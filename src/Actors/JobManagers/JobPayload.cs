using Weir.Actors.Messages;

namespace Weir.Actors.JobManagers;

/// <summary>What the registry keeps of a submission: all that a later leader builds the job from.</summary>
/// <param name="Submission">As the client sent it, without its watcher.</param>
/// <param name="StartFrom">The folder of the checkpoint that the job starts with as long as it has none of its own; null to start empty.</param>
/// <param name="IsStartClaimed">Whether that folder is the job's, to be deleted like a checkpoint of its own.</param>
internal sealed record JobPayload(SubmitJob Submission, string? StartFrom, bool IsStartClaimed = false) : IWireMessage
{
    public const string Manifest = "job-payload";
}
