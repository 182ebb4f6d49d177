using Akka.Configuration;
using Weir.Actors.Clients;
using Weir.Actors.Configuration;
using Weir.Host.Settings;

namespace Weir.Host.Clusters;

/// <summary>The nodes that a command may ask, and the settings of the connection to them.</summary>
internal sealed record ClusterSettings(IReadOnlyList<ClusterEndpoint> Nodes, Config Connection)
{
    /// <summary>The environment variable with the nodes, for those who always talk to the same cluster.</summary>
    public const string Variable = "WEIR_CLUSTER";

    /// <exception cref="BadUsageException">No node is named, or an address, a file or an option can't be used.</exception>
    public static ClusterSettings Load(ClusterRequest request)
    {
        var (text, source) = request.Nodes is { Length: > 0 } given ? (given, "--cluster") : (Environment.GetEnvironmentVariable(Variable) ?? "", Variable);
        if (text.Length == 0)
        {
            throw new BadUsageException($"which cluster? Give --cluster HOST:PORT of one of its nodes, or set the environment variable {Variable}");
        }

        var nodes = new List<ClusterEndpoint>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            nodes.Add(ClusterEndpoint.TryParse(part, out var node)
                ? node
                : throw new BadUsageException($"{source} {part}: expected HOST:PORT, such as 127.0.0.1:4101; several with commas between"));
        }

        if (nodes.Count == 0)
        {
            throw new BadUsageException($"{source} {text}: it names no node");
        }

        var settings = SettingsSource.Over(SettingsSource.FromOptions(request.Overrides), SettingsSource.FromFiles(request.ConfigurationFiles));
        var security = ConnectionSecurity.Read(SettingsSource.Over(settings, ReferenceConfiguration.Config));

        // Where this machine's nodes listen, and whom they join, is nothing to a client.
        return new ClusterSettings(nodes, security);
    }
}
