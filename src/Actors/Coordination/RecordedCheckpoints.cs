using Weir.Actors.Jobs;

namespace Weir.Actors.Coordination;

/// <summary>
/// The checkpoints that the registry holds for one job, as its leader knows them: those recorded before its time, with
/// what it has recorded and dropped itself.
/// </summary>
/// <remarks>
/// The highest id in use comes from the registry alone, and never from the storage: what a later leader has put there
/// would make this one's next sweep, if it has not heard yet that it is over, reach what it must not.
/// </remarks>
internal sealed class RecordedCheckpoints(RecordedJob recorded)
{
    private readonly SortedSet<long> _ids = [.. recorded.Checkpoints];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<long> Ids => [.. _ids];

    public long? Latest => _ids.Count == 0 ? null : _ids.Max;

    public void Note(CoordinatorEvent happened)
    {
        if (happened is CompletionRecorded completed)
        {
            _ids.Add(completed.CheckpointId);
        }
    }

    public void Remove(long checkpointId) => _ids.Remove(checkpointId);

    public void Remove(IReadOnlyList<SkippedCheckpoint> skipped) => _ids.ExceptWith(skipped.Select(each => each.CheckpointId));

    public CheckpointRestored Restored(long? checkpointId) => new(checkpointId, Ids, recorded.LastCheckpointId);
}
