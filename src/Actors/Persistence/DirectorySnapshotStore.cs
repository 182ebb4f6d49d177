using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Snapshot;
using Weir.Actors.Configuration;
using Weir.Actors.Persistence.Folders;
using Weir.Actors.Persistence.Segments;

namespace Weir.Actors.Persistence;

/// <summary>Snapshots in a folder that all nodes share: <c>weir.snapshot-store.directory</c>.</summary>
internal sealed class DirectorySnapshotStore : SnapshotStore
{
    private readonly EventSerialization _serialization;
    private readonly JournalDirectory _directory;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public DirectorySnapshotStore()
    {
        var section = Self.Path.Name;
        _serialization = new EventSerialization(Context.System);
        _directory = JournalDirectory.Read(new ConfigurationReader(Context.System.Settings.Config, section), section);
    }

    protected override async Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        var stored = await Task.Run(() => Folder(persistenceId).LoadNewestAsync(
            criteria,
            error => _log.Error("{0} An older snapshot of '{1}' is used instead.", error.Message, persistenceId))).ConfigureAwait(false);
        if (stored is null)
        {
            return null!;
        }

        return stored.PersistenceId != persistenceId
            ? throw FolderNames.Ambiguous(Folder(persistenceId).Path, stored.PersistenceId, persistenceId)
            : new SelectedSnapshot(
                new SnapshotMetadata(persistenceId, stored.SequenceNumber, new DateTime(stored.Timestamp, DateTimeKind.Utc)),
                _serialization.Deserialize(stored.Payload));
    }

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        var stored = new StoredSnapshot(metadata.PersistenceId, metadata.SequenceNr, metadata.Timestamp.Ticks, _serialization.Serialize(snapshot));
        return Task.Run(() => Folder(metadata.PersistenceId).SaveAsync(stored));
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata) =>
        Task.Run(() => Folder(metadata.PersistenceId).Delete((sequenceNumber, timestamp) =>
            sequenceNumber == metadata.SequenceNr && (metadata.Timestamp == DateTime.MinValue || metadata.Timestamp == timestamp)));

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Task.Run(() => Folder(persistenceId).Delete(criteria));

    private SnapshotFolder Folder(string persistenceId) => new(Path.Combine(_directory.Path, FolderNames.Folder(persistenceId)));
}
