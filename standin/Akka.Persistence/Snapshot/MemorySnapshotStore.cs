namespace Akka.Persistence.Snapshot;

/// <summary>Keeps snapshots as they are, in the process's memory, for as long as the actor system lives.</summary>
public class MemorySnapshotStore : SnapshotStore
{
    private readonly List<SelectedSnapshot> _snapshots = [];
    private readonly Lock _lock = new();

    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        lock (_lock)
            return Task.FromResult(_snapshots.Where(each => Fits(each.Metadata, persistenceId, criteria)).MaxBy(each => each.Metadata.SequenceNr));
    }

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        lock (_lock)
        {
            _snapshots.RemoveAll(each => each.Metadata.PersistenceId == metadata.PersistenceId && each.Metadata.SequenceNr == metadata.SequenceNr);
            _snapshots.Add(new SelectedSnapshot(metadata, snapshot));
        }

        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata)
    {
        lock (_lock)
        {
            _snapshots.RemoveAll(each =>
                each.Metadata.PersistenceId == metadata.PersistenceId
                && each.Metadata.SequenceNr == metadata.SequenceNr
                && (metadata.Timestamp == DateTime.MinValue || each.Metadata.Timestamp == metadata.Timestamp));
        }

        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        lock (_lock)
            _snapshots.RemoveAll(each => Fits(each.Metadata, persistenceId, criteria));
        return Task.CompletedTask;
    }

    private static bool Fits(SnapshotMetadata metadata, string persistenceId, SnapshotSelectionCriteria criteria) =>
        metadata.PersistenceId == persistenceId && criteria.Matches(metadata.SequenceNr, metadata.Timestamp);
}
