using System.Collections.Immutable;
using Akka.Persistence;
using Weir.Actors.Persistence.Segments;

namespace Weir.Actors.Persistence;

/// <summary>What one request to write comes to: the events of each persistence id, and the writes that were refused because an event can't be serialised.</summary>
internal sealed class EventBatch
{
    private readonly Dictionary<string, List<StoredEvent>> _events = new(StringComparer.Ordinal);
    private readonly List<Exception?> _refusals = [];

    public IReadOnlyDictionary<string, List<StoredEvent>> Events => _events;

    /// <summary>Null where nothing was refused; else one entry for each write.</summary>
    public IImmutableList<Exception>? Refusals =>
        _refusals.TrueForAll(refusal => refusal is null) ? null : _refusals.ConvertAll(refusal => refusal!).ToImmutableList();

    public static EventBatch Of(IEnumerable<AtomicWrite> writes, EventSerialization serialization)
    {
        var batch = new EventBatch();
        foreach (var write in writes)
        {
            batch._refusals.Add(batch.TryAdd(write, serialization));
        }

        return batch;
    }

    private Exception? TryAdd(AtomicWrite write, EventSerialization serialization)
    {
        try
        {
            List<StoredEvent> stored = [.. ((IEnumerable<IPersistentRepresentation>)write.Payload).Select(serialization.Store)];
            if (!_events.TryGetValue(write.PersistenceId, out var events))
            {
                _events.Add(write.PersistenceId, events = []);
            }

            events.AddRange(stored);
            return null;
        }
        catch (Exception exception)
        {
            // One event without a serializer is no reason to lose the others.
            return exception;
        }
    }
}
