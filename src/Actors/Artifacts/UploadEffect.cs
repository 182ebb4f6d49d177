namespace Weir.Actors.Artifacts;

/// <summary>What an <see cref="ArtifactUpload"/> wants done.</summary>
internal abstract record UploadEffect
{
    private UploadEffect()
    {
    }

    /// <summary>Tell the sender how far it is; it goes on from there.</summary>
    public sealed record Answer(UploadPosition Position) : UploadEffect;

    /// <summary>See how much of this file is there from an earlier attempt; then <see cref="ArtifactUpload.FoundStaged"/>.</summary>
    public sealed record LookUp(int File) : UploadEffect;

    /// <summary>Write the chunk at this position; then <see cref="ArtifactUpload.ChunkWritten"/>.</summary>
    public sealed record Write(UploadPosition Position) : UploadEffect;

    /// <summary>Read the manifest and check its hash; then <see cref="ArtifactUpload.ManifestRead"/> or <see cref="ArtifactUpload.FileRejected"/>.</summary>
    public sealed record ReadManifest : UploadEffect;

    /// <summary>Check the hash of this file and flush it; then <see cref="ArtifactUpload.FileVerified"/> or <see cref="ArtifactUpload.FileRejected"/>.</summary>
    public sealed record Verify(int File) : UploadEffect;

    /// <summary>Remove what there is of this file, and tell the sender the position.</summary>
    public sealed record Discard(int File) : UploadEffect;

    /// <summary>Everything is there: give the folder its final name; then <see cref="ArtifactUpload.Published"/>.</summary>
    public sealed record Publish : UploadEffect;

    /// <summary>It will not work; the upload is over.</summary>
    public sealed record Refuse(string Reason) : UploadEffect;
}
