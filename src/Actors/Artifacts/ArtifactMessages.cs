namespace Weir.Actors.Artifacts;

/// <summary>Client → artifact receiver: how far is this artifact? Begins its upload, or takes it up.</summary>
internal sealed record BeginArtifact(string ArtifactId, long ManifestBytes) : IWireMessage;

/// <summary>Client → artifact receiver: the bytes from this position.</summary>
/// <param name="ArtifactId">The artifact's id.</param>
/// <param name="File">See <see cref="UploadPosition.File"/>.</param>
/// <param name="OffsetBytes">Where in the file they belong.</param>
/// <param name="Checksum">CRC-32C of the bytes.</param>
/// <param name="Bytes">At most <see cref="ArtifactReception.MaxChunkBytes"/>, and less than a frame.</param>
internal sealed record ArtifactChunk(string ArtifactId, int File, long OffsetBytes, uint Checksum, byte[] Bytes) : IWireMessage;

/// <summary>Artifact receiver → client: go on from here, or all is there.</summary>
internal sealed record ArtifactPosition(string ArtifactId, int File, long OffsetBytes, bool IsComplete) : IWireMessage;

/// <summary>Artifact receiver → client: this artifact is not taken; sending it again would change nothing.</summary>
internal sealed record ArtifactRefused(string ArtifactId, string Reason) : IWireMessage;

/// <summary>Artifact receiver → client: not now: the folder of artifacts can't be used, or the upload has to be begun again.</summary>
internal sealed record ArtifactUnavailable(string ArtifactId, string Reason) : IWireMessage;
