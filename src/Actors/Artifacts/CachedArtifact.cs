namespace Weir.Actors.Artifacts;

/// <summary>An artifact that is on this machine.</summary>
internal sealed record CachedArtifact(JobArtifact Artifact, string Folder)
{
    public string AssemblyPath => ArtifactPath.Below(Folder, Artifact.Assembly);
}
