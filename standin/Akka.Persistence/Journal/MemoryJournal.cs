using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>Keeps events as they are, in the process's memory, for as long as the actor system lives.</summary>
public class MemoryJournal : AsyncWriteJournal
{
    private readonly ConcurrentDictionary<string, LinkedList<IPersistentRepresentation>> _messages = new();
    private readonly ConcurrentDictionary<string, long> _highest = new();
    private readonly Lock _lock = new();

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) =>
        Task.FromResult(Math.Max(HighestSequenceNr(persistenceId), _highest.GetValueOrDefault(persistenceId)));

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        foreach (var persistent in Read(persistenceId, fromSequenceNr, toSequenceNr, max))
            recoveryCallback(persistent);
        return Task.CompletedTask;
    }

    public long HighestSequenceNr(string pid)
    {
        lock (_lock)
            return _messages.TryGetValue(pid, out var events) && events.Last is { Value: var last } ? last.SequenceNr : 0;
    }

    public IEnumerable<IPersistentRepresentation> Read(string pid, long fromSeqNr, long toSeqNr, long max)
    {
        lock (_lock)
        {
            if (!_messages.TryGetValue(pid, out var events))
                return [];
            var wanted = events.Where(each => each.SequenceNr >= fromSeqNr && each.SequenceNr <= toSeqNr);
            return (max >= int.MaxValue ? wanted : wanted.Take((int)max)).ToArray();
        }
    }

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        lock (_lock)
        {
            foreach (var each in messages.SelectMany(write => write.Events))
                _messages.GetOrAdd(each.PersistenceId, static _ => new()).AddLast(each.WithTimestamp(DateTime.UtcNow.Ticks));
        }

        return Task.FromResult<IImmutableList<Exception>>(null);
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr)
    {
        lock (_lock)
        {
            if (!_messages.TryGetValue(persistenceId, out var events) || events.Last is null)
                return Task.CompletedTask;
            _highest[persistenceId] = events.Last.Value.SequenceNr;
            while (events.First is { Value: var first } && first.SequenceNr <= toSequenceNr)
                events.RemoveFirst();
        }

        return Task.CompletedTask;
    }
}
