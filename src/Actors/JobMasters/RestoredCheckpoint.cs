using Weir.Actors.Jobs;
using Weir.Operators.Chains;
using Weir.Operators.Graph;
using Weir.State.Storage;

namespace Weir.Actors.JobMasters;

/// <summary>A checkpoint as the subtasks of a graph restore it: operators are matched by uid, key groups spread anew.</summary>
internal sealed class RestoredCheckpoint
{
    public static readonly RestoredCheckpoint None = new();

    private readonly JobGraph? _graph;
    private readonly Dictionary<string, OperatorState> _operators = [];
    private readonly Dictionary<string, IReadOnlyList<OperatorSubtaskState>> _assigned = [];

    // A later checkpoint of the job may name files of this one again; those of a savepoint or of another job are not its own to keep.
    private readonly long _ownId;

    public RestoredCheckpoint(JobGraph graph, CheckpointMetadata metadata, CheckpointLocation location, string jobId)
    {
        _ownId = metadata.JobId == jobId && !metadata.IsSavepoint ? metadata.CheckpointId : 0;
        _graph = graph;
        Location = location;
        IsSavepoint = metadata.IsSavepoint;
        _operators = metadata.Operators.ToDictionary(state => state.Uid, StringComparer.Ordinal);
        foreach (JobVertex vertex in graph.Vertices)
        {
            foreach (GraphNode node in vertex.Nodes)
            {
                if (_operators.TryGetValue(node.Uid, out OperatorState? state))
                {
                    _assigned[node.Uid] = StateAssignment.Assign(state, vertex.Parallelism, vertex.MaxParallelism);
                }
            }
        }
    }

    private RestoredCheckpoint()
    {
    }

    /// <summary>Where the state is; null when nothing is restored.</summary>
    public CheckpointLocation? Location { get; }

    /// <summary>Whether it is a checkpoint of the job itself.</summary>
    public bool IsOwn => _ownId != 0;

    /// <summary>Whether the state is a savepoint's.</summary>
    public bool IsSavepoint { get; }

    /// <summary>Null when nothing is restored.</summary>
    public RestoredSubtaskState? StateOf(SubtaskId subtask)
    {
        if (_graph is null)
        {
            return null;
        }

        var states = new Dictionary<string, OperatorSubtaskState>(StringComparer.Ordinal);
        foreach (GraphNode node in _graph.Vertices[subtask.Vertex.Value].Nodes)
        {
            if (_assigned.TryGetValue(node.Uid, out IReadOnlyList<OperatorSubtaskState>? assigned))
            {
                states.Add(node.Uid, assigned[subtask.Index]);
            }
        }

        return new RestoredSubtaskState(states, _ownId);
    }

    public byte[]? EnumeratorStateOf(VertexId vertex) =>
        _graph is not null
        && _operators.TryGetValue(_graph.Vertices[vertex.Value].Uid, out OperatorState? state)
        && state.CoordinatorState is { } bytes
            ? bytes.ToArray()
            : null;
}
