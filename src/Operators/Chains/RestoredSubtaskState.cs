using Weir.State.Storage;

namespace Weir.Operators.Chains;

/// <summary>What a subtask has to restore, by the uids of its operators. An operator that is not named is new to the job.</summary>
/// <param name="Operators">The states.</param>
/// <param name="CheckpointId">Of the job's own checkpoint that it is; 0: it is a savepoint, or another job's.</param>
internal sealed record RestoredSubtaskState(IReadOnlyDictionary<string, OperatorSubtaskState> Operators, long CheckpointId = 0);
