using Weir.Actors.JobMasters;

namespace Weir.Actors.JobManagers;

/// <summary>A submission that can run.</summary>
/// <param name="Job">The job.</param>
/// <param name="Payload">For the registry.</param>
/// <param name="Checkpoints">The complete checkpoints that the job has already, oldest first.</param>
/// <param name="HighestCheckpointId">The highest id of which the storage has any trace; 0: none.</param>
/// <param name="Claimed">As it was made this process's.</param>
internal sealed record PlannedJob(JobSpecification Job, JobPayload Payload, IReadOnlyList<long> Checkpoints, long HighestCheckpointId, ClaimedJob Claimed);
