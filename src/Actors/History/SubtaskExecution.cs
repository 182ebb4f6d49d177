using Weir.Actors.Jobs;

namespace Weir.Actors.History;

/// <summary>The latest attempt of a subtask, and when it came how far.</summary>
/// <param name="Attempt">Its number; 0: it was never deployed.</param>
/// <param name="Node">Where it runs, or ran.</param>
/// <param name="DeployedAt">When it was sent there.</param>
/// <param name="InitializingAt">When it was alive.</param>
/// <param name="RunningAt">When it had its state.</param>
/// <param name="EndedAt">When it had finished, failed or was stopped.</param>
internal sealed record SubtaskExecution(
    Attempt Attempt,
    string Node,
    DateTimeOffset? DeployedAt,
    DateTimeOffset? InitializingAt,
    DateTimeOffset? RunningAt,
    DateTimeOffset? EndedAt)
{
    public static readonly SubtaskExecution None = new(Attempt.None, "", null, null, null, null);
}
