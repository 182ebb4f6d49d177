using Weir.Operators.Runtime;

namespace Weir.Operators.Graph;

/// <summary>A chain of operators that runs as one task, in <see cref="Parallelism"/> subtasks.</summary>
internal sealed class JobVertex
{
    private readonly List<JobEdge> inputs = [];
    private readonly List<JobEdge> outputs = [];

    /// <summary>Position in <see cref="JobGraph.Vertices"/>; vertices stand behind those they read from.</summary>
    public required int Id { get; init; }

    /// <summary>Uid of the first operator.</summary>
    public string Uid => Nodes[0].Uid;

    /// <summary>The operators' names, joined by arrows.</summary>
    public required string Name { get; init; }

    public required string JobName { get; init; }

    public required int Parallelism { get; init; }

    public required int MaxParallelism { get; init; }

    /// <summary>Operators, head first; each behind those it reads from.</summary>
    public required IReadOnlyList<GraphNode> Nodes { get; init; }

    /// <summary>Channels from other vertices; the chain's inputs are numbered like these.</summary>
    public IReadOnlyList<JobEdge> Inputs => inputs;

    /// <summary>Channels to other vertices; the chain's outputs are numbered like these.</summary>
    public IReadOnlyList<JobEdge> Outputs => outputs;

    public bool IsSource => Nodes[0].IsSource;

    /// <summary>Whether a source's input ends some time; true for a vertex that is no source.</summary>
    public bool IsBounded => Nodes[0] is not ISourceNode { IsBounded: false };

    /// <summary>Uids of the operators, each of which has state of its own in a checkpoint.</summary>
    public IEnumerable<string> OperatorUids => Nodes.Select(node => node.Uid);

    /// <summary>Makes the split enumerator, when this vertex begins with a source.</summary>
    public ISourceEnumerator? CreateEnumerator() => (Nodes[0] as ISourceNode)?.CreateEnumerator(JobName, Parallelism);

    internal void AddInput(JobEdge edge) => inputs.Add(edge);

    internal void AddOutput(JobEdge edge) => outputs.Add(edge);

    public override string ToString() => $"{Name} (uid {Uid}, parallelism {Parallelism})";
}
