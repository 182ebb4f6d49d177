using Akka.Persistence;
using Weir.Actors.Persistence.Segments;
using Weir.State;
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

    /// <param name="criteria">Which ones fit.</param>
    /// <param name="passedOver">Called when a damaged one is passed over, for there is an older one.</param>
    /// <returns>Null for none.</returns>
    /// <exception cref="CorruptStateException">All that fit are damaged; this is what is wrong with the newest.</exception>
    public async Task<StoredSnapshot?> LoadNewestAsync(SnapshotSelectionCriteria criteria, Action<CorruptStateException> passedOver)
    {
        var damaged = new List<((long, DateTime) Snapshot, CorruptStateException Error)>();
        while (true)
        {
            var newest = List()
                .Where(each => Fits(each.SequenceNumber, each.Timestamp, criteria) && !damaged.Exists(other => other.Snapshot == each))
                .OrderDescending()
                .FirstOrDefault();
            if (newest == default)
            {
                // To begin without any would lose what the owner no longer has as events.
                return damaged.Count == 0 ? null : throw damaged[0].Error;
            }

            var file = PathOf(newest.SequenceNumber, newest.Timestamp);
            try
            {
                var snapshot = StoredSnapshot.Of(await File.ReadAllBytesAsync(file).ConfigureAwait(false), file);
                damaged.ForEach(each => passedOver(each.Error));
                return snapshot;
            }
            catch (CorruptStateException error)
            {
                damaged.Add((newest, error));
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
