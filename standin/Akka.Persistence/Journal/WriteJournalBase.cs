using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

public abstract class WriteJournalBase : ActorBase
{
    protected IEnumerable<AtomicWrite> PreparePersistentBatch(IEnumerable<IPersistentEnvelope> resequenceables)
    {
        foreach (var write in resequenceables.OfType<AtomicWrite>())
        {
            // Whoever sent the command is no part of what is kept.
            yield return new AtomicWrite(write.Events
                .Select(each => each.Update(each.SequenceNr, each.PersistenceId, each.IsDeleted, ActorRefs.NoSender, each.WriterGuid))
                .ToImmutableList());
        }
    }
}

public interface IAsyncRecovery
{
    /// <summary>Gives the events with these sequence numbers, at most so many, in their order; deleted ones are left out.</summary>
    Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback);

    /// <summary>The highest sequence number that was ever written for the persistence id; 0 for none.</summary>
    /// <param name="fromSequenceNr">A lower bound that is known already.</param>
    Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr);
}
