using Weir.Actors.History;
using Weir.Actors.Messages;

namespace Weir.Actors.JobMasters;

/// <summary>What the leader remembers of a job that ended under it; it is forgotten with the leader.</summary>
/// <param name="Job">The job as it was at its end.</param>
/// <param name="Checkpoints">Its checkpoints in figures.</param>
/// <param name="Details">Its checkpoints in detail.</param>
internal sealed record ArchivedJob(JobInspection Job, CheckpointsInspection Checkpoints, IReadOnlyList<CheckpointFacts> Details)
{
    public CheckpointInspection Find(long checkpointId) => new(Details.FirstOrDefault(facts => facts.Id == checkpointId));
}
