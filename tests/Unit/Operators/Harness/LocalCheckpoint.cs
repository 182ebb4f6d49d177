using System.Collections.Immutable;
using Weir.Operators.Chains;
using Weir.Operators.Graph;
using Weir.State.Storage;

namespace Weir.Unit.Operators.Harness;

/// <summary>A checkpoint of a <see cref="LocalJob"/>.</summary>
internal sealed record LocalCheckpoint(long Id, ImmutableArray<OperatorState> Operators, ICheckpointReader Reader)
{
    public byte[]? CoordinatorStateOf(string uid) => Operators.FirstOrDefault(state => state.Uid == uid)?.CoordinatorState?.ToArray();

    public RestoredSubtaskState StateOf(JobVertex vertex, int subtask)
    {
        var states = new Dictionary<string, OperatorSubtaskState>();
        foreach (var uid in vertex.OperatorUids)
        {
            if (Operators.FirstOrDefault(state => state.Uid == uid) is { } state)
            {
                states[uid] = StateAssignment.Assign(state, vertex.Parallelism, vertex.MaxParallelism)[subtask];
            }
        }

        return new RestoredSubtaskState(states);
    }
}
