using System.Globalization;

namespace Weir.State.Storage;

/// <summary>
/// The names of the lists in which a subtask keeps records that were in flight to it at a barrier, batch by batch, beside
/// the state of the operator that they are for. The name says how they are spread when the parallelism changes.
/// </summary>
/// <param name="Partitioning">How the records had been spread over the subtasks: keyed, rebalance or global.</param>
/// <param name="Slot">Which of the operator's inputs.</param>
internal readonly record struct InFlightList(string Partitioning, int Slot)
{
    private const string Prefix = "in-flight/";

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Partitioning}/{Slot}");

    /// <summary>Whether a list of an operator holds records in flight, and is none of the operator's own.</summary>
    public static bool IsName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public static InFlightList Parse(string name)
    {
        var slash = name.LastIndexOf('/');
        return slash > Prefix.Length && int.TryParse(name.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
            ? new InFlightList(name[Prefix.Length..slash], slot)
            : throw new CorruptStateException($"The list '{name}' of records in flight does not say of which input they are.");
    }

    /// <summary>
    /// Whether it does not matter which subtask gets them: they are dealt. Nothing overtakes on a forward edge; but with
    /// the parallelism a rebalancing one may have become one, with what had been in flight on it.
    /// </summary>
    public bool IsDealt => Partitioning is "rebalance" or "forward";

    /// <summary>
    /// Whether a subtask of the new parallelism may need records of this list of an old subtask. It leaves those aside
    /// that are another one's.
    /// </summary>
    public bool IsFor(Keys.KeyGroupRange old, Keys.KeyGroupRange subtask) =>
        !string.Equals(Partitioning, "keyed", StringComparison.Ordinal) || !old.Intersect(subtask).IsEmpty;
}
