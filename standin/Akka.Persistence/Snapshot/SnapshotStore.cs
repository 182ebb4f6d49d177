using Akka.Actor;

namespace Akka.Persistence.Snapshot;

public abstract class SnapshotStore : ActorBase
{
    private readonly CircuitBreaker _breaker;

    protected SnapshotStore() =>
        _breaker = new CircuitBreaker(Self.Path.Name, Persistence.Instance.Apply(Context.System).ConfigFor(Self));

    /// <summary>The snapshot with the highest sequence number of those that fit; null for none.</summary>
    protected abstract Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>Takes the place of a snapshot with the same sequence number.</summary>
    protected abstract Task SaveAsync(SnapshotMetadata metadata, object snapshot);

    /// <param name="metadata">With <see cref="DateTime.MinValue"/> for a snapshot of any time.</param>
    protected abstract Task DeleteAsync(SnapshotMetadata metadata);

    protected abstract Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria);

    /// <summary>For messages of the plug-in's own.</summary>
    protected virtual bool ReceivePluginInternal(object message) => false;

    protected sealed override bool Receive(object message)
    {
        var sender = Sender;
        switch (message)
        {
            case LoadSnapshot load:
                Load(load).PipeTo(sender, Self, failure: cause => new LoadSnapshotFailed(Unwrap(cause)));
                return true;
            case SaveSnapshot save:
                var metadata = save.Metadata.Timestamp == DateTime.MinValue
                    ? new SnapshotMetadata(save.Metadata.PersistenceId, save.Metadata.SequenceNr, DateTime.UtcNow)
                    : save.Metadata;
                _breaker.Call(() => SaveAsync(metadata, save.Snapshot)).PipeTo(
                    sender, Self, () => new SaveSnapshotSuccess(metadata), cause => new SaveSnapshotFailure(metadata, Unwrap(cause)));
                return true;
            case DeleteSnapshot delete:
                _breaker.Call(() => DeleteAsync(delete.Metadata)).PipeTo(
                    sender, Self, () => new DeleteSnapshotSuccess(delete.Metadata), cause => new DeleteSnapshotFailure(delete.Metadata, Unwrap(cause)));
                return true;
            case DeleteSnapshots delete:
                _breaker.Call(() => DeleteAsync(delete.PersistenceId, delete.Criteria)).PipeTo(
                    sender, Self, () => new DeleteSnapshotsSuccess(delete.Criteria), cause => new DeleteSnapshotsFailure(delete.Criteria, Unwrap(cause)));
                return true;
            default:
                return ReceivePluginInternal(message);
        }
    }

    private static Exception Unwrap(Exception exception) =>
        exception is AggregateException aggregate ? aggregate.Flatten().InnerExceptions.FirstOrDefault() ?? exception : exception;

    private async Task<LoadSnapshotResult> Load(LoadSnapshot request)
    {
        if (request.Criteria.Equals(SnapshotSelectionCriteria.None))
            return new LoadSnapshotResult(null, request.ToSequenceNr);
        var snapshot = await _breaker.Call(() => LoadAsync(request.PersistenceId, request.Criteria.Limit(request.ToSequenceNr))).ConfigureAwait(false);
        return new LoadSnapshotResult(snapshot, request.ToSequenceNr);
    }
}
