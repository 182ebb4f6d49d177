using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Weir.Standin.Conformance.Persistence;

/// <summary>A journal in memory that fails, refuses or keeps silent as the events' text says.</summary>
public sealed class FaultyJournal : MemoryJournal
{
    private readonly string _name;

    public FaultyJournal(Config config) => _name = config.GetString("name");

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback) =>
        persistenceId switch
        {
            "unreadable" => Task.FromException(new InvalidOperationException($"{_name} is unreadable")),
            "silent" => new TaskCompletionSource().Task,
            _ => base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback),
        };

    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr)
    {
        var highest = await base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr);
        return persistenceId is "unreadable" or "silent" ? Math.Max(highest, 1) : highest;
    }

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var writes = messages.ToList();
        if (writes.Exists(write => Has(write, "fail")))
        {
            await Task.Yield();
            throw new InvalidOperationException($"{_name} failed");
        }

        await base.WriteMessagesAsync(writes.Where(write => !Has(write, "refuse")));
        return writes.Select(write => Has(write, "refuse") ? new NotSupportedException($"{_name} refuses") : null).ToImmutableList<Exception?>()!;
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr) =>
        Task.FromException(new InvalidOperationException($"{_name} deletes nothing"));

    private static bool Has(AtomicWrite write, string word) =>
        ((IImmutableList<IPersistentRepresentation>)write.Payload).Any(each => each.Payload is string text && text.Contains(word, StringComparison.Ordinal));
}
