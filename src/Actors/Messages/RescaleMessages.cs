using Weir.Operators.Graph;

namespace Weir.Actors.Messages;

/// <summary>
/// Client → job manager: the job is to go on at this parallelism, from its latest checkpoint. Answered by <see cref="RescaleAnswer"/> when it
/// does or will not, or by <see cref="NoSuchJob"/>. Said again, to whichever leader, it does nothing twice.
/// </summary>
/// <param name="JobId">The job.</param>
/// <param name="Parallelism">Overrides that of the job's code, as with a submission; null: only the operators change, and the others keep what they have.</param>
/// <param name="Operators">Those that are to have another one; null: none.</param>
internal sealed record RescaleJob(string JobId, int? Parallelism, IReadOnlyList<OperatorParallelism>? Operators = null) : IWireMessage;

/// <summary>What became of a <see cref="RescaleJob"/>.</summary>
/// <param name="Kind">What, for programs.</param>
/// <param name="Parallelism">That of the job now: the number of subtasks of its widest operator.</param>
/// <param name="Message">What, in words.</param>
internal sealed record RescaleAnswer(RescaleOutcome Kind, int Parallelism, string Message) : IWireMessage;

/// <summary>What became of a wish to rescale a job.</summary>
internal enum RescaleOutcome
{
    /// <summary>It runs at the parallelism that was asked for, or did so before.</summary>
    Done,

    /// <summary>The job can't have that parallelism, now as it is written or ever.</summary>
    Impossible,

    /// <summary>Not in the state that the job or the cluster is in: nothing has been touched.</summary>
    Refused,

    /// <summary>It was begun, and the job goes on as it did before, or has ended.</summary>
    Failed,
}
