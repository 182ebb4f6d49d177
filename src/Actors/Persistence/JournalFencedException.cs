namespace Weir.Actors.Persistence;

/// <summary>Another writer has taken a persistence id over: nothing that this one writes counts any more.</summary>
internal sealed class JournalFencedException(string message) : Exception(message)
{
    public static JournalFencedException Of(string persistenceId, string where, long ownClaim, string newClaim) =>
        new($"Another process has taken over the events of '{persistenceId}' in {where}: this one holds claim {ownClaim}, and {newClaim} is newer. What this one writes does not count any more.");
}
