using Weir.State.Backends.Databases;
using Weir.State.Storage;

namespace Weir.State.Backends;

/// <summary>What named states there are in the snapshot of an operator, without reading their entries.</summary>
internal static class StateInventory
{
    /// <returns>Each state once, as the subtasks' snapshots describe it, in the order in which they have them.</returns>
    /// <exception cref="CorruptStateException">A description is not what was written.</exception>
    public static async Task<IReadOnlyList<StoredState>> ReadAsync(OperatorState state, ICheckpointReader reader, CancellationToken cancellationToken)
    {
        var found = new List<StoredState>();
        foreach (var subtask in state.Subtasks)
        {
            foreach (var handle in subtask.Keyed)
            {
                Add(found, handle switch
                {
                    GroupedStateHandle grouped => await KeyedStateFormat.ReadStatesAsync(grouped, reader, cancellationToken).ConfigureAwait(false),
                    LayeredStateHandle layered => await KeyedStateFormat.ReadStatesAsync(layered.Grouped, reader, cancellationToken).ConfigureAwait(false),
                    DatabaseStateHandle database => DatabaseFamily.Read(database).SelectMany(family => family.States),
                    _ => throw new NotSupportedException($"Which states there are in a {handle.GetType().Name} cannot be said. Take a canonical savepoint of the job, and look into that."),
                });
            }

            foreach (var handle in subtask.Operator)
            {
                Add(found, await OperatorStateFormat.ReadStatesAsync(handle, reader, cancellationToken).ConfigureAwait(false));
            }
        }

        return found;
    }

    private static void Add(List<StoredState> found, IEnumerable<StoredState> states)
    {
        foreach (var state in states)
        {
            if (!found.Exists(known => known.Name == state.Name && known.Kind == state.Kind && known.Key.Equals(state.Key) && known.Value.Equals(state.Value)))
            {
                found.Add(state);
            }
        }
    }
}
