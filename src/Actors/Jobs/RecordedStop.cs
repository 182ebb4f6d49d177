namespace Weir.Actors.Jobs;

/// <summary>
/// The savepoint with which a job was stopped. Once it is recorded, the job never runs on: what was prepared for it is
/// committed, and the job ends.
/// </summary>
/// <param name="CheckpointId">Its id.</param>
/// <param name="Directory">Its folder.</param>
/// <param name="IsDrained">The sources had ended before: nothing is left to go on with but new data.</param>
internal sealed record RecordedStop(long CheckpointId, string Directory, bool IsDrained);
