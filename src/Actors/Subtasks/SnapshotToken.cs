using Weir.Actors.Coordination;
using Weir.Operators.Chains;

namespace Weir.Actors.Subtasks;

/// <summary>What a subtask wrote for a checkpoint, on its way through the coordinator into the metadata.</summary>
internal sealed record SnapshotToken(SubtaskSnapshot Snapshot) : ISnapshotToken;
