using Weir.State.Backends;

namespace Weir.Operators.Chains;

/// <content>Looks into the state of its operators.</content>
internal sealed partial class OperatorChain
{
    /// <summary>Has the operators' states take in what the last record has changed in place; to be called before <see cref="Peek"/>.</summary>
    public void EndTurns()
    {
        foreach (var op in operators)
        {
            op.StateLookup?.EndTurn();
        }
    }

    /// <summary>What an operator's keyed state has of a key.</summary>
    /// <exception cref="ArgumentException">There is no such state.</exception>
    public PeekedState Peek(string uid, string state, ReadOnlySpan<byte> key)
    {
        foreach (var op in operators)
        {
            if (op.Context.Uid == uid && op.StateLookup is { } lookup)
            {
                return lookup.Peek(state, key);
            }
        }

        throw new ArgumentException($"The operator '{uid}' has no state by key.", nameof(uid));
    }
}
