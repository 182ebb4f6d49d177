using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Persistence.Journal;

namespace Weir.Actors.Persistence;

/// <summary>Tells whether two nodes have the same journal: only then does a new leader know what the one before it did.</summary>
internal static class JournalIdentity
{
    private const string JournalKey = "akka.persistence.journal.plugin";

    private static readonly ConditionalWeakTable<ActorSystem, string> InMemory = [];

    /// <summary>Whether the system's default journal ends with the process: it can't be handed over to another node.</summary>
    public static bool IsInMemory(ActorSystem system) =>
        Class(system) is { } name && Type.GetType(name) is { } type && typeof(MemoryJournal).IsAssignableFrom(type);

    /// <summary>
    /// The identity of the system's default journal. It is the same for two systems if and only if they have the same journal;
    /// of a plug-in that is not Weir's only the plug-in's id is known.
    /// </summary>
    /// <exception cref="IOException">The journal can't be reached; other exceptions of its kind of storage, too. The message says what to do.</exception>
    public static async Task<string> ReadAsync(ActorSystem system, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var journal = Akka.Persistence.Persistence.Instance.Apply(system).JournalFor(null);
        var plugin = system.Settings.Config.GetString(JournalKey);
        if (IsInMemory(system))
        {
            return InMemory.GetValue(system, static _ => "in memory " + Guid.NewGuid().ToString("D"));
        }

        if (Class(system) is not { } name || !name.StartsWith("Weir.", StringComparison.Ordinal))
        {
            return "plug-in " + plugin;
        }

        var answer = await journal.Ask<JournalIdentityAnswer>(new JournalIdentityRequest(), timeout, cancellationToken).ConfigureAwait(false);
        return answer.Failure is null ? answer.Identity : throw answer.Failure;
    }

    private static string? Class(ActorSystem system)
    {
        // Applying the extension brings its reference configuration.
        _ = Akka.Persistence.Persistence.Instance.Apply(system);
        var plugin = system.Settings.Config.GetString(JournalKey);
        return string.IsNullOrEmpty(plugin) ? null : system.Settings.Config.GetString(plugin + ".class");
    }
}

/// <summary>Asks a journal of Weir's for its identity.</summary>
internal sealed class JournalIdentityRequest : INoSerializationVerificationNeeded;

/// <param name="Identity">Empty where there is a failure.</param>
internal sealed record JournalIdentityAnswer(string Identity, Exception? Failure) : INoSerializationVerificationNeeded
{
    public static void Send(Func<Task<string>> read, IActorRef asker, IActorRef journal) =>
        Task.Run(read).PipeTo(asker, journal, identity => new JournalIdentityAnswer(identity, null), failure => new JournalIdentityAnswer("", failure));
}
