namespace Weir.State.Storage;

/// <summary>What a job's folder remembers of one of its savepoints, which lies elsewhere.</summary>
/// <param name="CheckpointId">Its id.</param>
/// <param name="Directory">Its folder.</param>
/// <param name="TakenAt">When it was begun.</param>
/// <param name="IsAutomatic">Whether Weir deletes it when there are newer ones enough.</param>
internal sealed record SavepointNote(long CheckpointId, string Directory, DateTimeOffset TakenAt, bool IsAutomatic)
{
    public CheckpointLocation Location => new(Directory);
}
