namespace Weir.EndToEnd.Nodes;

/// <summary>How the nodes of a test's cluster are.</summary>
internal sealed record ClusterOptions
{
    public int Nodes { get; init; } = 3;

    public int Slots { get; init; } = 4;

    /// <summary>Whether each node serves the REST API.</summary>
    public bool Rest { get; init; }

    /// <summary>How many nodes, the first ones, may lead; the others only run subtasks.</summary>
    public int Leaders { get; init; } = int.MaxValue;

    /// <summary>Each node in a network namespace of its own, so that it can be cut off; see <see cref="NodeNetwork.IsPermitted"/>.</summary>
    public bool OwnNetworks { get; init; }

    /// <summary>What each node is started through, such as a command that limits what it may use.</summary>
    public IReadOnlyList<string> Prefix { get; init; } = [];

    /// <summary>HOCON over what the harness writes, for every node.</summary>
    public string Settings { get; init; } = "";
}
