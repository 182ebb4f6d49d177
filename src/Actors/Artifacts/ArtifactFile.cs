namespace Weir.Actors.Artifacts;

/// <summary>One file of an artifact.</summary>
/// <param name="Path">Relative to the artifact's folder, with / between folders.</param>
/// <param name="LengthBytes">Its size.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
internal sealed record ArtifactFile(string Path, long LengthBytes, string Sha256);
