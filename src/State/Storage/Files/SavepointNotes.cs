using System.Globalization;

namespace Weir.State.Storage.Files;

/// <summary>
/// The notes of a job's savepoints in its folder, one file each: <c>savepoints/&lt;id&gt;</c>. The savepoints themselves
/// may be anywhere, and their owner may have moved or deleted them.
/// </summary>
internal sealed class SavepointNotes(string jobFolder)
{
    private readonly string _folder = Path.Combine(jobFolder, JobFolder.SavepointsFolder);

    public async Task AddAsync(SavepointNote note, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        DurableFolder.Flush(jobFolder);
        await AtomicFile.WriteAsync(PathOf(note.CheckpointId), RecordFile.Encode(note), overwrite: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The newest first; those, too, whose savepoint is not there.</summary>
    public async Task<IReadOnlyList<SavepointNote>> ListAsync(CancellationToken cancellationToken)
    {
        var notes = new List<SavepointNote>();
        foreach (string path in SharedFolder.Files(_folder))
        {
            if (IdOf(path) is not null)
            {
                byte[] bytes;
                try
                {
                    bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
                }
                catch (FileNotFoundException)
                {
                    // Forgotten since it was listed.
                    continue;
                }

                notes.Add(RecordFile.Decode<SavepointNote>(bytes, $"note of a savepoint {path}", "Delete it to have the savepoint forgotten."));
            }
        }

        return [.. notes.OrderByDescending(note => note.CheckpointId)];
    }

    /// <summary>0: there is none.</summary>
    public long HighestId() => SharedFolder.Files(_folder).Max(static path => IdOf(path)) ?? 0;

    public void Remove(long checkpointId)
    {
        if (Directory.Exists(_folder))
        {
            File.Delete(PathOf(checkpointId));
        }
    }

    private static long? IdOf(string path) =>
        long.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;

    private string PathOf(long checkpointId) => Path.Combine(_folder, checkpointId.ToString(CultureInfo.InvariantCulture));
}
