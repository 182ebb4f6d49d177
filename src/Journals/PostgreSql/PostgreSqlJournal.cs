using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Weir.Actors.Persistence;

namespace Weir.Journals.PostgreSql;

/// <summary>
/// A journal in a PostgreSQL database that all nodes reach: <c>weir.journal.postgresql</c>. When an actor recovers, the journal first
/// claims its persistence id, so that no older writer gets anything acknowledged that the recovery has not read.
/// </summary>
internal sealed class PostgreSqlJournal : AsyncWriteJournal
{
    private readonly ConcurrentDictionary<string, ClaimedEvents> _events = new(StringComparer.Ordinal);
    private readonly EventSerialization _serialization;
    private readonly Database _database;
    private readonly EventTable _table;

    public PostgreSqlJournal()
    {
        var (config, section) = (Context.System.Settings.Config, Self.Path.Name);
        _serialization = new EventSerialization(Context.System);
        _database = new Database(() => DatabaseSettings.Read(config, section, canBeReadOnly: true));
        _table = new EventTable(_database);
    }

    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) =>
        await Events(persistenceId).RecoverAsync().ConfigureAwait(false);

    public override async Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback) =>
        await Events(persistenceId)
            .ReplayAsync(fromSequenceNr, toSequenceNr, max, stored => recoveryCallback(_serialization.Restore(stored, persistenceId)))
            .ConfigureAwait(false);

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var batch = EventBatch.Of(messages, _serialization);
        await Task.WhenAll(batch.Events.Select(each => Events(each.Key).WriteAsync(each.Value))).ConfigureAwait(false);
        return batch.Refusals!;
    }

    protected override async Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr) =>
        await Events(persistenceId).DeleteAsync(toSequenceNr).ConfigureAwait(false);

    protected override bool ReceivePluginInternal(object message)
    {
        if (message is not JournalIdentityRequest)
        {
            return false;
        }

        JournalIdentityAnswer.Send(_table.ReadIdentityAsync, Sender, Self);
        return true;
    }

    protected override void PostStop()
    {
        _ = _database.DisposeAsync().AsTask();
        base.PostStop();
    }

    private ClaimedEvents Events(string persistenceId) => _events.GetOrAdd(
        persistenceId,
        static (id, self) => new ClaimedEvents(
            self._table, id, $"{Environment.MachineName}, process {Environment.ProcessId}", () => self._database.Settings.IsReadOnly),
        this);
}
