using Weir.Actors.Artifacts;
using Weir.State.Storage;

namespace Weir.Unit.Actors.Artifacts;

/// <summary>A folder with a job's files, and beside it the store and caches.</summary>
internal sealed class ArtifactTestFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("weir-artifacts-");

    public ArtifactTestFolder()
    {
        Store = new ArtifactStore(Path.Combine(_root.FullName, "store"), ArtifactLimits.Default);
        Write("Job.dll", RandomBytes(1, 150_000));
        Write("Job.deps.json", RandomBytes(2, 900));
        Write("runtimes/linux-x64/native/libjob.so", RandomBytes(3, 70_000));
        Write("empty.txt", []);
        Write(".git/config", [1, 2, 3]);
    }

    public ArtifactStore Store { get; }

    public string Job => Path.Combine(_root.FullName, "job", "Job.dll");

    public string CacheFolder => Path.Combine(_root.FullName, "cache");

    public void Write(string name, byte[] content)
    {
        var path = Path.Combine(_root.FullName, "job", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    public Task<JobArtifact> ReadAsync() => ArtifactFolder.ReadAsync(Job, ArtifactLimits.Default, CancellationToken.None);

    public async Task<JobArtifact> UploadAsync(int chunkBytes = 64 << 10)
    {
        var artifact = await ReadAsync();
        var reception = await ArtifactReception.OpenAsync(Store, artifact.Id, artifact.Manifest.Length, CancellationToken.None);
        if (reception is not null)
        {
            await SendAsync(reception, artifact, chunkBytes, maxChunks: int.MaxValue);
        }

        return artifact;
    }

    /// <summary>Sends from where the reception stands.</summary>
    public async Task SendAsync(ArtifactReception reception, JobArtifact artifact, int chunkBytes, int maxChunks)
    {
        var position = reception.Position;
        for (var chunk = 0; chunk < maxChunks && position != UploadPosition.End; chunk++)
        {
            var bytes = ChunkAt(artifact, position, chunkBytes);
            position = await reception.ReceiveAsync(position, bytes, Crc32C.Of(bytes), CancellationToken.None);
        }
    }

    public byte[] ChunkAt(JobArtifact artifact, UploadPosition position, int chunkBytes)
    {
        var content = position.File == UploadPosition.Manifest
            ? artifact.Manifest.ToArray()
            : File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(Job)!, artifact.Files[position.File].Path));
        return content.AsSpan((int)position.OffsetBytes, Math.Min(chunkBytes, content.Length - (int)position.OffsetBytes)).ToArray();
    }

    public void Dispose() => _root.Delete(recursive: true);

    public static byte[] RandomBytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
