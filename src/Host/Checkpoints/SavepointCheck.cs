using Weir.Actors.JobMasters;
using Weir.Host.Jobs;
using Weir.Operators.Chains;
using Weir.Operators.Graph;
using Weir.Operators.Streams;
using Weir.State.Storage;

namespace Weir.Host.Checkpoints;

/// <summary>What of a savepoint a job would not restore, found without starting it.</summary>
internal static class SavepointCheck
{
    /// <returns>One sentence for each problem, with the way out; empty: the job can start from it.</returns>
    public static IReadOnlyList<string> Problems(JobGraph graph, CheckpointMetadata metadata)
    {
        var problems = new List<string>();
        if (UnclaimedState.Problem(graph, metadata) is { } unclaimed)
        {
            problems.Add(unclaimed);
        }

        var states = metadata.Operators.ToDictionary(state => state.Uid, StringComparer.Ordinal);
        foreach (var vertex in graph.Vertices)
        {
            foreach (var node in vertex.Nodes)
            {
                if (states.TryGetValue(node.Uid, out var state))
                {
                    try
                    {
                        StateAssignment.Assign(state, vertex.Parallelism, vertex.MaxParallelism);
                        foreach (var list in InFlight(state))
                        {
                            InFlightRestore.Check(vertex, node, list);
                        }
                    }
                    catch (Exception refused) when (refused is ArgumentException or JobGraphException)
                    {
                        problems.Add(refused.Message);
                    }
                }
            }
        }

        return problems;
    }

    private static IEnumerable<InFlightList> InFlight(OperatorState state) => state.Subtasks
        .SelectMany(subtask => subtask.Operator)
        .SelectMany(handle => handle.Lists)
        .Where(list => InFlightList.IsName(list.Name))
        .Select(list => InFlightList.Parse(list.Name))
        .Distinct();

    /// <summary>The uids of operators that the savepoint does not know: new ones, or such as have no uid of their own.</summary>
    public static IEnumerable<string> Empty(JobGraph graph, CheckpointMetadata metadata) => graph.Vertices
        .SelectMany(vertex => vertex.Nodes)
        .Select(node => node.Uid)
        .Where(uid => metadata.Operators.All(state => state.Uid != uid));

    /// <exception cref="BadUsageException">The job, or its arguments, can't be used.</exception>
    public static JobGraph Graph(FoundJob job, IReadOnlyList<string> arguments, int? parallelism)
    {
        try
        {
            var environment = new StreamEnvironment(job.Name, arguments);
            job.Create().Define(environment);
            return environment.BuildJobGraph(parallelism);
        }
        catch (Exception refused) when (refused is not (OutOfMemoryException or BadUsageException))
        {
            throw new BadUsageException($"{job.Name} can't be built: {refused.Message}", refused);
        }
    }
}
