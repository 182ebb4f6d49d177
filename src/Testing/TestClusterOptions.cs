namespace Weir.Testing;

/// <summary>How a test cluster is made.</summary>
public sealed record TestClusterOptions
{
    private readonly int _nodes = 1;
    private readonly int _slotsPerNode = 4;
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Nodes, all in this process; at least 1. One node does without a network.</summary>
    public int Nodes
    {
        get => _nodes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _nodes = value;
        }
    }

    /// <summary>Slots of each node, at least 1: a job needs as many as its widest operator has subtasks.</summary>
    public int SlotsPerNode
    {
        get => _slotsPerNode;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _slotsPerNode = value;
        }
    }

    /// <summary>HOCON over the test cluster's own settings and Weir's reference configuration.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>How long the methods that wait for something do so before they fail, with what they know. More than zero.</summary>
    public TimeSpan Patience
    {
        get => _patience;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _patience = value;
        }
    }
}
