using System.Buffers.Binary;

namespace Weir.State.Storage.Files;

/// <summary>Notes as files of a job's folder, each with its CRC-32C behind it.</summary>
internal sealed class FileJobNotes(string root) : IJobNotes
{
    private const string Prefix = "note-";

    public Task<IReadOnlyList<JobNote>> ReadAsync(string jobId, CancellationToken cancellationToken) => Guarded<IReadOnlyList<JobNote>>($"Read the notes of job {jobId} in {root}", async () =>
    {
        var notes = new List<JobNote>();
        var folder = Path.Combine(root, jobId);
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, Prefix + "*") : [])
        {
            if (path.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal))
            {
                continue;
            }

            var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            var length = bytes.Length - sizeof(uint);
            if (length >= 0 && Crc32C.Of(bytes.AsSpan(0, length)) == BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(length)))
            {
                notes.Add(new JobNote(Path.GetFileName(path)[Prefix.Length..], bytes.AsMemory(0, length)));
            }
        }

        return notes;
    });

    public Task WriteAsync(string jobId, JobNote note, CancellationToken cancellationToken) => Guarded($"Write the note {note.Name} of job {jobId} in {root}", async () =>
    {
        var bytes = new byte[note.Content.Length + sizeof(uint)];
        note.Content.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(note.Content.Length), Crc32C.Of(note.Content.Span));
        return await AtomicFile.WriteAsync(PathOf(jobId, note.Name), bytes, overwrite: true, cancellationToken).ConfigureAwait(false);
    });

    public Task DeleteAsync(string jobId, string name, CancellationToken cancellationToken) => Guarded($"Delete the note {name} of job {jobId} in {root}", () =>
    {
        File.Delete(PathOf(jobId, name));
        return Task.FromResult(true);
    });

    private string PathOf(string jobId, string name) => Path.Combine(root, jobId, Prefix + name);

    private static async Task<T> Guarded<T>(string what, Func<Task<T>> step)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException and not StorageException or UnauthorizedAccessException)
        {
            throw new StorageException($"{what}: {error.Message}", error);
        }
    }
}
