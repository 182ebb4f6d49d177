using Weir.State.Storage;

namespace Weir.Actors.Artifacts;

/// <summary>Carries out what an <see cref="ArtifactUpload"/> wants. One call at a time.</summary>
internal sealed class ArtifactReception
{
    /// <summary>Larger ones are refused: a chunk has to fit into a frame, and into memory.</summary>
    public const int MaxChunkBytes = 4 << 20;

    private readonly ArtifactStore _store;
    private readonly string _id;
    private readonly StagedArtifact _staged;
    private readonly ArtifactUpload _upload;

    private ArtifactReception(ArtifactStore store, string id, long manifestBytes)
    {
        _store = store;
        _id = id;
        _staged = store.Stage(id);
        _upload = new ArtifactUpload(manifestBytes);
    }

    /// <summary>Takes up an upload where it stands; null if the artifact is there already.</summary>
    /// <exception cref="JobCodeException">It is refused.</exception>
    public static async Task<ArtifactReception?> OpenAsync(ArtifactStore store, string id, long manifestBytes, CancellationToken cancellationToken)
    {
        if (manifestBytes is < 1 or > ArtifactLimits.MaxManifestBytes)
        {
            throw new JobCodeException($"the manifest of an artifact has {manifestBytes} bytes; it must have 1 to {ArtifactLimits.MaxManifestBytes}");
        }

        if (await store.ContainsAsync(id, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var reception = new ArtifactReception(store, id, manifestBytes);
        await reception.CarryOutAsync(new UploadEffect.LookUp(UploadPosition.Manifest), default, cancellationToken).ConfigureAwait(false);
        return reception;
    }

    public UploadPosition Position => _upload.Position;

    /// <returns>Where the sender goes on.</returns>
    /// <exception cref="JobCodeException">The upload is refused.</exception>
    public async Task<UploadPosition> ReceiveAsync(UploadPosition position, ReadOnlyMemory<byte> bytes, uint checksum, CancellationToken cancellationToken)
    {
        if (bytes.Length > MaxChunkBytes)
        {
            throw new JobCodeException($"a chunk of {bytes.Length} bytes was sent; it may have {MaxChunkBytes} at most");
        }

        // One that is damaged counts as lost.
        if (Crc32C.Of(bytes.Span) == checksum)
        {
            await CarryOutAsync(_upload.ChunkReceived(position, bytes.Length), bytes, cancellationToken).ConfigureAwait(false);
        }

        return _upload.Position;
    }

    private async Task CarryOutAsync(UploadEffect? effect, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (effect is not null)
        {
            effect = effect switch
            {
                UploadEffect.LookUp look => _upload.FoundStaged(_staged.LengthOf(look.File)),
                UploadEffect.Write write => await WriteAsync(write.Position, bytes, cancellationToken).ConfigureAwait(false),
                UploadEffect.ReadManifest => await ReadManifestAsync(cancellationToken).ConfigureAwait(false),
                UploadEffect.Verify verify => await _staged.VerifyAsync(verify.File, cancellationToken).ConfigureAwait(false)
                    ? _upload.FileVerified()
                    : _upload.FileRejected(),
                UploadEffect.Discard discard => Discard(discard.File),
                UploadEffect.Publish => Publish(),
                UploadEffect.Refuse refuse => throw new JobCodeException(refuse.Reason),
                _ => null,
            };
        }
    }

    private async Task<UploadEffect> WriteAsync(UploadPosition position, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _staged.WriteAsync(position, bytes, cancellationToken).ConfigureAwait(false);
        return _upload.ChunkWritten(bytes.Length);
    }

    private async Task<UploadEffect> ReadManifestAsync(CancellationToken cancellationToken)
    {
        var manifest = await File.ReadAllBytesAsync(_staged.PathOf(UploadPosition.Manifest), cancellationToken).ConfigureAwait(false);
        if (JobArtifact.Hash(manifest) != _id)
        {
            return _upload.FileRejected();
        }

        _staged.Artifact = JobArtifact.Parse(manifest, _store.Limits);
        return _upload.ManifestRead(_staged.Artifact.Files);
    }

    private UploadEffect? Discard(int file)
    {
        _staged.Discard(file);
        return null;
    }

    private UploadEffect Publish()
    {
        _staged.Publish(_store.FolderOf(_id));
        return _upload.Published();
    }
}
