namespace Weir.State.Storage;

/// <summary>Where a checkpoint is, or is going to be.</summary>
/// <param name="Directory">Relative to the storage, with '/'; or, of a savepoint elsewhere, absolute.</param>
internal sealed record CheckpointLocation(string Directory)
{
    public override string ToString() => Directory;
}
