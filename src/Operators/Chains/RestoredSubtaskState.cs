using Weir.State.Storage;

namespace Weir.Operators.Chains;

/// <summary>What a subtask has to restore, by the uids of its operators. An operator that is not named is new to the job.</summary>
internal sealed record RestoredSubtaskState(IReadOnlyDictionary<string, OperatorSubtaskState> Operators);
