namespace Weir.Host.Nodes;

/// <summary>What <c>weir node</c> was asked for.</summary>
internal sealed record NodeRequest
{
    public IReadOnlyList<string> ConfigurationFiles { get; init; } = [];

    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>Over the port of the files; null keeps it.</summary>
    public int? Port { get; init; }
}
