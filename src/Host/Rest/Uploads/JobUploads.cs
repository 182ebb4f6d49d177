using Weir.Actors.Artifacts;
using Weir.State.Storage;

namespace Weir.Host.Rest.Uploads;

/// <summary>Jobs that are uploaded over REST, in the folder that all nodes share: the same as <c>weir run --cluster</c> brings there.</summary>
/// <param name="store">That folder.</param>
/// <param name="largestBytes">A larger upload is refused.</param>
internal sealed class JobUploads(ArtifactStore store, long largestBytes)
{
    private const int ChunkBytes = 1 << 20;
    private const int IdDigits = 64;
    private const string AssemblyEnding = ".dll";

    /// <summary>Each takes room on the disk until it is done.</summary>
    private const int AtOnce = 2;

    private readonly SemaphoreSlim _turn = new(AtOnce);

    /// <summary>Takes the file of a request.</summary>
    /// <exception cref="RestFailure">It is refused; the message says why.</exception>
    public async Task<UploadedJob> ReceiveAsync(HttpContext http)
    {
        await _turn.WaitAsync(http.RequestAborted);
        try
        {
            using var file = await UploadedFile.ReceiveAsync(http, largestBytes);
            Directory.CreateDirectory(file.Unpacked);
            if (file.Name.EndsWith(AssemblyEnding, StringComparison.OrdinalIgnoreCase))
            {
                File.Move(file.Path, ArtifactPath.Below(file.Unpacked, file.Name));
            }
            else if (file.Name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || file.Name.EndsWith(".jar", StringComparison.OrdinalIgnoreCase))
            {
                await JobArchive.UnpackAsync(file.Path, file.Unpacked, store.Limits, http.RequestAborted);
            }
            else
            {
                throw RestFailure.BadRequest($"'{file.Name}' is neither a .zip of a job's folder nor a .dll.");
            }

            return await StoreAsync(file.Unpacked, Assembly(file.Unpacked, http.Request.Query["assembly"].ToString()), http.RequestAborted);
        }
        catch (JobCodeException refused)
        {
            throw RestFailure.BadRequest($"The upload is refused: {refused.Message}.");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>All that are there, the latest first, however they came.</summary>
    public async Task<IReadOnlyList<UploadedJob>> ListAsync(CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(store.Directory);
        var found = new List<UploadedJob>();
        if (folder.Exists)
        {
            foreach (var each in folder.EnumerateDirectories().Where(each => JobArtifact.IsId(each.Name)))
            {
                if (await LookAsync(each.Name, cancellationToken) is { } job)
                {
                    found.Add(job);
                }
            }
        }

        return [.. found.OrderByDescending(job => job.At)];
    }

    /// <param name="id">As <see cref="UploadedJob.Id"/> is; what stands behind the hash need not be there.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="RestFailure">There is none.</exception>
    public async Task<UploadedJob> FindAsync(string id, CancellationToken cancellationToken)
    {
        var hash = id[..Math.Min(IdDigits, id.Length)];
        return JobArtifact.IsId(hash) && await LookAsync(hash, cancellationToken) is { } job
            ? job
            : throw RestFailure.NotFound($"There is no uploaded job '{id}'; GET /jars lists those that there are.");
    }

    /// <summary>As <see cref="FindAsync"/>, to run it.</summary>
    /// <exception cref="RestFailure">There is none, or it is damaged.</exception>
    public async Task<UploadedJob> FindWholeAsync(string id, CancellationToken cancellationToken)
    {
        var job = await FindAsync(id, cancellationToken);
        return job.Damage is { } damage
            ? throw RestFailure.Conflict($"The uploaded job '{id}' can't be read: {damage}. DELETE it, and upload it again.")
            : job;
    }

    /// <summary>Whoever needs it cannot be run any more.</summary>
    public void Remove(UploadedJob job) => store.Remove(job.ArtifactId);

    private static string Assembly(string folder, string wanted)
    {
        if (wanted.Length > 0)
        {
            return ArtifactPath.Problem(wanted) is null && File.Exists(ArtifactPath.Below(folder, wanted))
                ? wanted
                : throw RestFailure.BadRequest($"The upload has no file '{wanted}', which assembly= names.");
        }

        // What a build or publish has made tells of itself; else there is but one, or one that has jobs.
        string[] all = [.. Files(folder, $"*{AssemblyEnding}")];
        string[] built = [.. Files(folder, "*.deps.json").Select(file => file[..^".deps.json".Length] + AssemblyEnding).Where(all.Contains)];
        string[] withJobs = [.. (built.Length > 0 ? built : all).Where(file => JobClasses.In(ArtifactPath.Below(folder, file)) is { Count: > 0 })];
        return (all, withJobs) switch
        {
            ([], _) => throw RestFailure.BadRequest("The upload has no .dll in it; publish the job's project, and send that folder."),
            (_, [var only]) => only,
            ([var only], _) => only,
            _ when built is [var main] => main,
            (_, []) => throw RestFailure.BadRequest("No .dll of the upload has a class that implements IStreamJob; say with ?assembly=NAME.dll where the job is."),
            _ => throw RestFailure.BadRequest($"Several .dll of the upload have jobs; choose one with ?assembly=: {string.Join(", ", withJobs)}."),
        };
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal);

    private async Task<UploadedJob> StoreAsync(string folder, string assembly, CancellationToken cancellationToken)
    {
        var files = new List<ArtifactFile>();
        foreach (var file in Files(folder, "*"))
        {
            files.Add(await ArtifactFolder.HashAsync(ArtifactPath.Below(folder, file), file, cancellationToken));
        }

        var artifact = JobArtifact.Create(assembly, files, store.Limits);
        if (JobClasses.In(ArtifactPath.Below(folder, assembly)) is null)
        {
            throw RestFailure.BadRequest($"The upload is refused: {assembly} is not a .NET assembly.");
        }

        if (await ArtifactReception.OpenAsync(store, artifact.Id, artifact.Manifest.Length, cancellationToken) is { } reception)
        {
            var position = reception.Position;
            while (!position.Equals(UploadPosition.End))
            {
                var chunk = await ReadAsync(artifact, folder, position, cancellationToken);
                position = await reception.ReceiveAsync(position, chunk, Crc32C.Of(chunk.Span), cancellationToken);
            }
        }

        return Describe(artifact, Directory.GetLastWriteTimeUtc(store.FolderOf(artifact.Id)));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(JobArtifact artifact, string folder, UploadPosition position, CancellationToken cancellationToken)
    {
        if (position.File == UploadPosition.Manifest)
        {
            return artifact.Manifest[(int)position.OffsetBytes..][..(int)Math.Min(ChunkBytes, artifact.Manifest.Length - position.OffsetBytes)];
        }

        using var file = File.OpenHandle(ArtifactPath.Below(folder, artifact.Files[position.File].Path));
        var buffer = new byte[(int)Math.Min(ChunkBytes, RandomAccess.GetLength(file) - position.OffsetBytes)];
        return buffer.AsMemory(0, await RandomAccess.ReadAsync(file, buffer, position.OffsetBytes, cancellationToken));
    }

    /// <summary>One that the disk has damaged, or that another node deletes meanwhile, is there with what is wrong with it: the others must not suffer from it.</summary>
    private async Task<UploadedJob?> LookAsync(string hash, CancellationToken cancellationToken)
    {
        var at = Directory.GetLastWriteTimeUtc(store.FolderOf(hash));
        try
        {
            return await store.FindAsync(hash, cancellationToken) is { } artifact ? Describe(artifact, at) : null;
        }
        catch (Exception damage) when (damage is JobCodeException or IOException or UnauthorizedAccessException)
        {
            return new UploadedJob(hash, hash, "(damaged)", new DateTimeOffset(at, TimeSpan.Zero), []) { Damage = damage.Message };
        }
    }

    private UploadedJob Describe(JobArtifact artifact, DateTime at)
    {
        var assembly = artifact.Files.Single(file => file.Path == artifact.Assembly);
        return new UploadedJob(
            artifact.Id,
            $"{artifact.Id}_{Path.GetFileName(artifact.Assembly)}",
            artifact.Assembly,
            new DateTimeOffset(at, TimeSpan.Zero),
            JobClasses.In(store.PathOf(artifact.Id, assembly)) ?? []);
    }
}

/// <summary>A job's code that is there.</summary>
/// <param name="ArtifactId">64 hexadecimal digits: the hash of all files.</param>
/// <param name="Id">The same, and the assembly's name behind it.</param>
/// <param name="Assembly">In which the jobs are.</param>
/// <param name="At">When it came.</param>
/// <param name="Classes">The full names of its jobs.</param>
internal sealed record UploadedJob(string ArtifactId, string Id, string Assembly, DateTimeOffset At, IReadOnlyList<string> Classes)
{
    /// <summary>Why it can't be read; null: it can.</summary>
    public string? Damage { get; init; }
}
