namespace Weir.Host.Clusters;

/// <summary>Which cluster a command talks to, and how.</summary>
internal sealed record ClusterRequest
{
    /// <summary>Nodes as host:port, with commas between; empty: the environment's.</summary>
    public string? Nodes { get; init; }

    public IReadOnlyList<string> ConfigurationFiles { get; init; } = [];

    public IReadOnlyList<string> Overrides { get; init; } = [];

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
