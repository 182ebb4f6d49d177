using System.Collections.Immutable;
using Weir.Operators.Elements;
using Weir.Operators.Graph;
using Weir.Operators.InFlight;
using Weir.Operators.Runtime;
using Weir.State.Backends;
using Weir.State.Storage;

namespace Weir.Operators.Chains;

/// <summary>Records that were in flight to a chain at the barrier: read when the chain is opened, to be processed before any other.</summary>
/// <param name="vertex">The chain.</param>
/// <param name="operatorOf">Its operators.</param>
/// <param name="subtask">Which of its subtasks.</param>
internal sealed class InFlightRestore(JobVertex vertex, IReadOnlyDictionary<GraphNode, StreamOperator> operatorOf, int subtask)
{
    // What came over edges that are inside the chain now.
    private readonly List<(ChainInput Input, RecordBatch Batch)> inside = [];

    /// <summary>What came over edges that end at the chain, by its inputs.</summary>
    public Queue<(int Input, RecordBatch Batch)> Waiting { get; } = new();

    /// <summary>Processes what came over edges that are inside the chain now.</summary>
    /// <returns>Whether there was any.</returns>
    public bool ProcessInside()
    {
        foreach (var (input, batch) in inside)
        {
            input.Process(batch, 0, batch.Count);
        }

        var any = inside.Count > 0;
        inside.Clear();
        return any;
    }

    /// <summary>What is the operator's own.</summary>
    public static OperatorSubtaskState Without(OperatorSubtaskState state) => Select(state, inFlight: false);

    public async Task ReadAsync(
        IReadOnlyDictionary<string, OperatorSubtaskState> states, ICheckpointReader reader, CancellationToken cancellationToken)
    {
        foreach (var node in vertex.Nodes)
        {
            if (!states.TryGetValue(node.Uid, out var state))
            {
                continue;
            }

            foreach (var handle in Select(state, inFlight: true).Operator)
            {
                foreach (var stored in await OperatorStateFormat.ReadAsync(handle, reader, cancellationToken).ConfigureAwait(false))
                {
                    Take(node, stored);
                }
            }
        }
    }

    /// <summary>Whether records that were in flight to an operator find their way in a job as it is now.</summary>
    /// <exception cref="JobGraphException">They do not.</exception>
    public static JobEdge? Check(JobVertex vertex, GraphNode node, InFlightList list)
    {
        if (list.Slot >= node.Inputs.Count)
        {
            throw new JobGraphException(
                $"Records were in flight to input {list.Slot} of '{node.Name}' (uid {node.Uid}), which it does not have any more. Change the job from a savepoint.");
        }

        var edge = node.Inputs[list.Slot];
        var channel = vertex.Inputs.FirstOrDefault(input => input.Edge == edge);

        // What is dealt, and came to be inside the chain because the parallelism is the same now, is in any place right.
        var partitioning = channel?.Partitioning ?? "forward";
        if (!string.Equals(partitioning, list.Partitioning, StringComparison.Ordinal)
            && !(list.IsDealt && new InFlightList(partitioning, list.Slot).IsDealt))
        {
            throw new JobGraphException(
                $"Records were in flight to '{node.Name}' (uid {node.Uid}), which were partitioned by {list.Partitioning} and are by {partitioning} now. Change that from a savepoint.");
        }

        // Written before nothing overtook on such edges: where the records belong at another parallelism nobody knows.
        if (channel is { KeepsOrder: true } && !list.IsDealt)
        {
            throw new JobGraphException(
                $"Records were in flight to '{node.Name}' (uid {node.Uid}), which are partitioned by {partitioning}: such records are not restored. Start from a savepoint.");
        }

        return channel;
    }

    private void Take(GraphNode node, RestoredList stored)
    {
        var list = InFlightList.Parse(stored.State.Name);
        var channel = Check(vertex, node, list);
        var edge = node.Inputs[list.Slot];
        foreach (var batch in edge.ReadInFlight(stored, new InFlightShare(subtask, vertex.Parallelism, vertex.MaxParallelism)))
        {
            if (channel is not null)
            {
                Waiting.Enqueue((channel.InputIndex, batch));
            }
            else
            {
                inside.Add((edge.CreateInput(operatorOf[node]), batch));
            }
        }
    }

    private static OperatorSubtaskState Select(OperatorSubtaskState state, bool inFlight)
    {
        if (!inFlight && !state.Operator.Any(handle => handle.Lists.Any(list => InFlightList.IsName(list.Name))))
        {
            return state;
        }

        return state with
        {
            Operator =
            [
                .. from handle in state.Operator
                   let lists = handle.Lists.Where(list => InFlightList.IsName(list.Name) == inFlight).ToImmutableArray()
                   where !lists.IsEmpty
                   select handle with { Lists = lists },
            ],
        };
    }
}
