using System.Collections.Immutable;
using Weir.Actors.Jobs;
using Weir.Operators.Graph;

namespace Weir.Actors.Registry;

/// <summary>
/// Something that is so for good once it is in the journal: what leaders must not forget. Facts are never taken back;
/// the registry is what they add up to.
/// </summary>
internal abstract record RegistryFact : IWireMessage
{
    /// <summary>A new leader: the first fact of each. Lower epochs are over.</summary>
    /// <param name="Epoch">One above the last.</param>
    /// <param name="Node">Where it is, for people.</param>
    /// <param name="At">By its clock.</param>
    public sealed record LeaderClaimed(long Epoch, string Node, DateTimeOffset At) : RegistryFact;

    /// <summary>A job was accepted.</summary>
    public sealed record JobSubmitted(SubmittedJob Job) : RegistryFact;

    /// <summary>This attempt number is used: durable before anything is deployed under it.</summary>
    public sealed record AttemptTaken(string JobId, int Attempt) : RegistryFact;

    /// <summary>This checkpoint id is used: durable before its location is created.</summary>
    public sealed record CheckpointIdTaken(string JobId, long CheckpointId) : RegistryFact;

    /// <summary>The checkpoint is complete: durable after its metadata, before anybody commits.</summary>
    public sealed record CheckpointRecorded(string JobId, long CheckpointId) : RegistryFact;

    /// <summary>The checkpoint no longer counts: it is about to be deleted, or could not be read and was passed over.</summary>
    public sealed record CheckpointDropped(string JobId, long CheckpointId) : RegistryFact;

    /// <summary>
    /// The job's cluster was gone, and the job goes on: durable before anything is deployed. A job that outlives its leader on other nodes is
    /// not relaunched.
    /// </summary>
    public sealed record JobRelaunched(string JobId, DateTimeOffset At) : RegistryFact;

    /// <summary>
    /// The savepoint that stops the job is complete: durable before anybody commits. From here on the job only ends.
    /// </summary>
    public sealed record JobStopped(string JobId, RecordedStop Stop) : RegistryFact;

    /// <summary>Settings of the running job are others: durable before they count.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Settings">All that were changed since its submission, as HOCON.</param>
    public sealed record JobReconfigured(string JobId, string Settings) : RegistryFact;

    /// <summary>The job goes on at another parallelism: durable before anything is deployed at it.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Parallelism">Overrides that of the job's code, as with a submission; or <see cref="AsSubmitted"/>.</param>
    public sealed record JobRescaled(string JobId, int Parallelism) : RegistryFact
    {
        /// <summary>The job has what it was submitted with.</summary>
        public const int AsSubmitted = 0;
    }

    /// <summary>The same with single operators at parallelisms of their own.</summary>
    /// <param name="JobId">The job.</param>
    /// <param name="Parallelism">Of all others, as in <see cref="JobRescaled"/>.</param>
    /// <param name="Operators">These operators'.</param>
    public sealed record OperatorsRescaled(string JobId, int Parallelism, ImmutableArray<OperatorParallelism> Operators) : RegistryFact;

    /// <summary>The job is over: durable before any of its checkpoints is deleted for that.</summary>
    public sealed record JobEnded(string JobId, JobOutcome Outcome, FailureCause? Cause, DateTimeOffset At) : RegistryFact;

    /// <summary>What the job left behind is tidied up: no leader needs to look after it any more.</summary>
    public sealed record JobClosed(string JobId) : RegistryFact;
}
