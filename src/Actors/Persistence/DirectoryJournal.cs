using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Weir.Actors.Configuration;
using Weir.Actors.Persistence.Folders;

namespace Weir.Actors.Persistence;

/// <summary>
/// A journal in a folder that all nodes share: <c>weir.journal.directory</c>. When an actor recovers, the journal first claims
/// its persistence id, so that no older writer gets anything acknowledged that the recovery has not read.
/// </summary>
internal sealed class DirectoryJournal : AsyncWriteJournal
{
    private readonly ConcurrentDictionary<string, PersistentEvents> _events = new(StringComparer.Ordinal);
    private readonly EventSerialization _serialization;
    private readonly JournalDirectory _directory;
    private readonly JournalFolderOptions _options;

    public DirectoryJournal()
    {
        var section = Self.Path.Name;
        var reader = new ConfigurationReader(Context.System.Settings.Config, section);
        var log = Context.GetLogger();
        _serialization = new EventSerialization(Context.System);
        _options = new JournalFolderOptions(
            $"{Environment.MachineName}, process {Environment.ProcessId}",
            reader.Switch("read-only"),
            reader.ByteSize("segment-size"),
            (file, bytes) => log.Warning("The last write to {0} was never finished: its {1} bytes are left out. It was not acknowledged to anybody.", file, bytes));
        _directory = JournalDirectory.Read(reader, section);
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

        JournalIdentityAnswer.Send(() => IdentityFile.ReadAsync(_directory.Path), Sender, Self);
        return true;
    }

    protected override void PostStop()
    {
        foreach (var events in _events.Values)
        {
            _ = events.DisposeAsync().AsTask();
        }

        base.PostStop();
    }

    private PersistentEvents Events(string persistenceId) =>
        _events.GetOrAdd(persistenceId, static (id, self) => new PersistentEvents(new SegmentFolder(Path.Combine(self._directory.Path, FolderNames.Folder(id))), id, self._options), this);
}
