namespace Weir.Actors.Artifacts;

/// <summary>
/// How far an upload is: all before this is there and verified, nothing behind it is wanted yet. Files are sent one after the other
/// in the manifest's order, the manifest itself first.
/// </summary>
/// <param name="File">Position in <see cref="JobArtifact.Files"/>; <see cref="Manifest"/> for the manifest.</param>
/// <param name="OffsetBytes">How much of that file is there.</param>
internal readonly record struct UploadPosition(int File, long OffsetBytes)
{
    public const int Manifest = -1;

    public static readonly UploadPosition Start = new(Manifest, 0);

    /// <summary>All is there, and published.</summary>
    public static readonly UploadPosition End = new(int.MaxValue, 0);
}
