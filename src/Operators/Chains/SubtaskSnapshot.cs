using Weir.State.Storage;

namespace Weir.Operators.Chains;

/// <summary>What a subtask has stored for a checkpoint, by the uids of its operators; those without state are empty.</summary>
internal sealed record SubtaskSnapshot(IReadOnlyDictionary<string, OperatorSubtaskState> Operators)
{
    /// <summary>Bytes of records in flight.</summary>
    public long InFlightLength { get; init; }

    /// <summary>Bytes of state, with records in flight.</summary>
    public long Length => Operators.Values.Sum(state => state.Length);
}
