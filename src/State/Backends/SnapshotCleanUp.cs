using Weir.State.Codecs;

namespace Weir.State.Backends;

/// <summary>What a snapshot leaves out because it has expired when the snapshot is taken. One thread uses it.</summary>
/// <param name="cutoffs">By the name of the state: what was used then or before has expired; milliseconds since 1970.</param>
internal sealed class SnapshotCleanUp(IReadOnlyDictionary<string, long> cutoffs)
{
    private readonly Dictionary<string, TimedEntries?> _entries = new(StringComparer.Ordinal);

    /// <summary>Takes out of written entries of a state what has expired.</summary>
    /// <param name="state">The state.</param>
    /// <param name="buffer">They are at its end.</param>
    /// <param name="start">Where the first one begins.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>How many are left.</returns>
    public int Apply(StoredState state, StateWriter buffer, int start, int count)
    {
        if (cutoffs.Count == 0 || count == 0 || !cutoffs.TryGetValue(state.Name, out var cutoff))
        {
            return count;
        }

        if (!_entries.TryGetValue(state.Name, out var entries))
        {
            _entries.Add(state.Name, entries = TimedEntries.Of(state));
        }

        return entries is null ? count : entries.RemoveExpired(buffer, start, count, cutoff);
    }
}
