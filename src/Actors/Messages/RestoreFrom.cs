namespace Weir.Actors.Messages;

/// <summary>Where a submitted job takes its first state from.</summary>
internal abstract record RestoreFrom
{
    /// <summary>A new job that starts empty.</summary>
    public static readonly RestoreFrom Nothing = new Empty();

    /// <summary>The newest unfinished job of the same name goes on, from its newest readable checkpoint; or a new one from its savepoint, if that is newer.</summary>
    public static readonly RestoreFrom Latest = new LatestOfName();

    /// <summary>A new job that starts with the state of the checkpoint or savepoint in this folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="isClaimed">Whether it is the job's from then on, to be deleted like a checkpoint of its own; else Weir never touches it.</param>
    public static RestoreFrom Path(string path, bool isClaimed = false) => new CheckpointAt(path, isClaimed);

    public sealed record Empty : RestoreFrom;

    public sealed record LatestOfName : RestoreFrom;

    public sealed record CheckpointAt(string Folder, bool IsClaimed = false) : RestoreFrom;
}
