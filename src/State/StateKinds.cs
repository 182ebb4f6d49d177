namespace Weir.State;

/// <summary>What kinds of state have in common.</summary>
internal static class StateKinds
{
    /// <summary>Whether the state belongs to a subtask, and not to keys.</summary>
    public static bool IsOfOperator(this StateKind kind) => kind is StateKind.OperatorList or StateKind.OperatorUnion or StateKind.OperatorBroadcast;

    /// <summary>Whether its entries have a key beside the value.</summary>
    public static bool HasKeys(this StateKind kind) => kind is not (StateKind.OperatorList or StateKind.OperatorUnion);
}
