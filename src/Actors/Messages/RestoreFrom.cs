namespace Weir.Actors.Messages;

/// <summary>Where a submitted job takes its first state from.</summary>
internal abstract record RestoreFrom
{
    /// <summary>A new job that starts empty.</summary>
    public static readonly RestoreFrom Nothing = new Empty();

    /// <summary>The newest unfinished job of the same name goes on, from its newest readable checkpoint.</summary>
    public static readonly RestoreFrom Latest = new LatestOfName();

    /// <summary>A new job that starts with the state of the checkpoint in this folder.</summary>
    public static RestoreFrom Path(string path) => new CheckpointAt(path);

    public sealed record Empty : RestoreFrom;

    public sealed record LatestOfName : RestoreFrom;

    public sealed record CheckpointAt(string Folder) : RestoreFrom;
}
