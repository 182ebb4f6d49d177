using Weir.Actors.Artifacts;
using Weir.State.Storage;

namespace Weir.Actors.Clients;

/// <summary>The sending side of an upload: from the position that it is told, one chunk after the other.</summary>
internal sealed class ArtifactSender(ClusterConnection connection, JobArtifact artifact, string folder, Action<UploadProgress> report)
{
    /// <summary>Half of the smallest frame that nodes have.</summary>
    private const int ChunkBytes = 64 << 10;

    private const int MaxFailures = 10;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(500);

    private readonly byte[] _buffer = new byte[ChunkBytes];
    private long _sentBytes;

    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        object request = Begin();
        while (true)
        {
            switch (await connection.AskAsync<object>(request, cancellationToken).ConfigureAwait(false))
            {
                case ArtifactPosition { IsComplete: true }:
                    report(Progress(isComplete: true));
                    return;
                case ArtifactPosition position:
                    request = await ReadAsync(new UploadPosition(position.File, position.OffsetBytes), cancellationToken).ConfigureAwait(false);
                    report(Progress(isComplete: false));
                    break;
                case ArtifactRefused refused:
                    throw new ClusterConnectionException($"the upload of {folder} is refused: {refused.Reason}");
                case ArtifactUnavailable unavailable when ++failures < MaxFailures:
                    await Task.Delay(PauseAfterFailure, cancellationToken).ConfigureAwait(false);
                    request = Begin();
                    break;
                case ArtifactUnavailable unavailable:
                    throw new ClusterConnectionException($"the node {connection.Node} can't take the upload of {folder}: {unavailable.Reason}");
                case var unknown:
                    throw new ClusterConnectionException($"the node {connection.Node} answered an upload with {unknown.GetType().Name}");
            }
        }
    }

    private BeginArtifact Begin() => new(artifact.Id, artifact.Manifest.Length);

    private UploadProgress Progress(bool isComplete) => new(artifact.Files.Count, artifact.TotalBytes, _sentBytes, isComplete);

    private async Task<ArtifactChunk> ReadAsync(UploadPosition position, CancellationToken cancellationToken)
    {
        var bytes = position.File == UploadPosition.Manifest
            ? artifact.Manifest.Slice((int)position.OffsetBytes, (int)Math.Min(ChunkBytes, artifact.Manifest.Length - position.OffsetBytes)).ToArray()
            : await ReadFileAsync(position, cancellationToken).ConfigureAwait(false);
        _sentBytes += bytes.Length;
        return new ArtifactChunk(artifact.Id, position.File, position.OffsetBytes, Crc32C.Of(bytes), bytes);
    }

    private async Task<byte[]> ReadFileAsync(UploadPosition position, CancellationToken cancellationToken)
    {
        var file = artifact.Files[position.File];
        using var handle = File.OpenHandle(ArtifactPath.Below(folder, file.Path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var read = await RandomAccess.ReadAsync(handle, _buffer, position.OffsetBytes, cancellationToken).ConfigureAwait(false);
        return read > 0 || file.LengthBytes == position.OffsetBytes
            ? _buffer.AsSpan(0, read).ToArray()
            : throw new JobCodeException($"{file.Path} in {folder} has become shorter while it was uploaded; submit the job again");
    }
}
