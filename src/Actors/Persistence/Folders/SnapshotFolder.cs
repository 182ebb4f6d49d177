using Akka.Persistence;
using Weir.Actors.Persistence.Segments;
using Weir.State.Storage.Files;

namespace Weir.Actors.Persistence.Folders;

/// <summary>The snapshots of one persistence id: a file for each, complete when it has its name.</summary>
internal sealed class SnapshotFolder(string path)
{
    public string Path { get; } = path;

    public async Task SaveAsync(StoredSnapshot snapshot)
    {
        DurableDirectory.Create(Path);
        var timestamp = new DateTime(snapshot.Timestamp, DateTimeKind.Utc);
        var file = PathOf(snapshot.SequenceNumber, timestamp);
        await AtomicFile.WriteAsync(file, snapshot.ToBytes(), overwrite: true, CancellationToken.None).ConfigureAwait(false);

        // One snapshot a sequence number: this one takes the place of others.
        Delete((sequenceNumber, other) => sequenceNumber == snapshot.SequenceNumber && other != timestamp);
    }

    /// <returns>Null for none.</returns>
    public async Task<StoredSnapshot?> LoadNewestAsync(SnapshotSelectionCriteria criteria)
    {
        while (true)
        {
            var newest = List().Where(each => Fits(each.SequenceNumber, each.Timestamp, criteria)).OrderDescending().FirstOrDefault();
            if (newest == default)
            {
                return null;
            }

            var file = PathOf(newest.SequenceNumber, newest.Timestamp);
            try
            {
                return StoredSnapshot.Of(await File.ReadAllBytesAsync(file).ConfigureAwait(false), file);
            }
            catch (FileNotFoundException)
            {
                // Deleted since it was listed: a newer one has taken its place.
            }
        }
    }

    public void Delete(SnapshotSelectionCriteria criteria) => Delete((sequenceNumber, timestamp) => Fits(sequenceNumber, timestamp, criteria));

    public void Delete(Func<long, DateTime, bool> chosen)
    {
        foreach (var (sequenceNumber, timestamp) in List())
        {
            if (chosen(sequenceNumber, timestamp))
            {
                File.Delete(PathOf(sequenceNumber, timestamp));
            }
        }
    }

    private static bool Fits(long sequenceNumber, DateTime timestamp, SnapshotSelectionCriteria criteria) =>
        sequenceNumber <= criteria.MaxSequenceNr
        && sequenceNumber >= criteria.MinSequenceNr
        && timestamp <= criteria.MaxTimeStamp
        && timestamp >= (criteria.MinTimestamp ?? DateTime.MinValue);

    private string PathOf(long sequenceNumber, DateTime timestamp) => System.IO.Path.Combine(Path, FolderNames.Snapshot(sequenceNumber, timestamp));

    private List<(long SequenceNumber, DateTime Timestamp)> List()
    {
        var found = new List<(long, DateTime)>();
        foreach (var file in Directory.Exists(Path) ? Directory.EnumerateFiles(Path) : [])
        {
            if (FolderNames.TryReadSnapshot(System.IO.Path.GetFileName(file), out var sequenceNumber, out var timestamp))
            {
                found.Add((sequenceNumber, timestamp));
            }
        }

        return found;
    }
}
