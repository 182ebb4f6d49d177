using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Weir.Actors.Registry;

namespace Weir.Spec.Jobs;

/// <summary>A journal in memory that can keep the record of a new parallelism to itself, written or not: the moment in which a leader must not die, and may.</summary>
internal sealed class HeldJournal : MemoryJournal
{
    /// <summary>Has a mini cluster use it.</summary>
    public const string Configuration =
        """
        akka.persistence.journal.plugin = "held-journal"
        held-journal {
          class = "Weir.Spec.Jobs.HeldJournal, Weir.Spec"
          plugin-dispatcher = "akka.actor.default-dispatcher"
          circuit-breaker.call-timeout = 120 s
        }
        """;

    private readonly Hold _hold = HoldOf(Context.System);

    /// <summary>What the journal of an actor system holds.</summary>
    public static Hold HoldOf(ActorSystem system) => Holds.Of.GetOrCreateValue(system);

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        AtomicWrite[] writes = [.. messages];
        bool isRescaled = writes.SelectMany(write => (IEnumerable<IPersistentRepresentation>)write.Payload).Any(each => each.Payload is RegistryFact.JobRescaled);
        if (!isRescaled || !_hold.TryReach(out Task released))
        {
            return await base.WriteMessagesAsync(writes);
        }

        if (!_hold.IsWritten)
        {
            await released;
            throw new IOException("The journal has lost it.");
        }

        IImmutableList<Exception> answer = await base.WriteMessagesAsync(writes);
        await released;
        return answer;
    }

    /// <summary>The next record of a new parallelism, when it is to be held.</summary>
    internal sealed class Hold
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _isWanted;

        /// <summary>Ends when one is held.</summary>
        public Task Reached => _reached.Task;

        /// <summary>Whether the record is there all the same, and only nobody is told.</summary>
        public bool IsWritten { get; private set; }

        public void Next(bool isWritten)
        {
            IsWritten = isWritten;
            Volatile.Write(ref _isWanted, 1);
        }

        public void Release() => _released.TrySetResult();

        internal bool TryReach(out Task released)
        {
            released = _released.Task;
            if (Interlocked.Exchange(ref _isWanted, 0) == 0)
            {
                return false;
            }

            _reached.TrySetResult();
            return true;
        }
    }

    private static class Holds
    {
        public static readonly ConditionalWeakTable<ActorSystem, Hold> Of = [];
    }
}
