using Weir.Operators.Runtime;

namespace Weir.Operators.Graph;

/// <summary>An operator of the job as the user defined it.</summary>
internal abstract class GraphNode(int id, string name)
{
    private readonly List<GraphEdge> inputs = [];

    /// <summary>Position in the order of definition, from 0.</summary>
    public int Id { get; } = id;

    public string Name { get; set; } = name;

    /// <summary>Set by the user; null: one is made from position and name.</summary>
    public string? AssignedUid { get; set; }

    /// <summary>Identifies the operator's state from one version of the job to the next.</summary>
    public string Uid => AssignedUid ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id}:{DefaultName}");

    /// <summary>The name before the user changed it, so that renaming for display does not lose state.</summary>
    public string DefaultName { get; } = name;

    /// <summary>Set by the user; null: the environment's.</summary>
    public int? Parallelism { get; set; }

    /// <summary>Set by the user; null: the environment's.</summary>
    public int? MaxParallelism { get; set; }

    /// <summary>The most subtasks this operator can have, whatever is set; null for any number.</summary>
    public virtual int? LargestParallelism => null;

    public ChainingMode Chaining { get; set; }

    public IReadOnlyList<GraphEdge> Inputs => inputs;

    public virtual bool IsSource => false;

    public virtual bool IsSink => false;

    /// <summary>What it does with which types, for the fingerprint.</summary>
    public abstract string Signature { get; }

    public abstract StreamOperator CreateOperator();

    /// <summary>The position of an edge in <see cref="Inputs"/>.</summary>
    public int SlotOf(GraphEdge edge) => inputs.IndexOf(edge);

    public void AddInput(GraphEdge edge) => inputs.Add(edge);

    /// <summary>Refuses what can be known to be wrong before anything runs.</summary>
    public virtual void Validate()
    {
    }
}
