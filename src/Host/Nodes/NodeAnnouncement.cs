using System.Globalization;
using Akka.Cluster;
using Akka.Configuration;
using Weir.Actors.TaskManagers;
using Weir.Host.Terminal;

namespace Weir.Host.Nodes;

/// <summary>The one line by which people, and scripts that wait for it, learn that a node is up and what it is.</summary>
internal static class NodeAnnouncement
{
    public static string Up(Cluster cluster, NodeSettings settings, Uri? rest) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ProductVersion.Text}: node {NodeAddress.Text(cluster.SelfAddress)} is up, {string.Join(" and ", Parts(cluster, settings.All))}{(rest is null ? "" : $"; REST at {rest}")}; process {Environment.ProcessId}");

    private static IEnumerable<string> Parts(Cluster cluster, Config settings)
    {
        var roles = cluster.SelfRoles;
        if (roles.Contains("weir-job-manager"))
        {
            yield return "may lead";
        }

        if (roles.Contains("weir-task-manager"))
        {
            yield return $"has {Figures.Plural(TaskManagerSettings.Read(settings, isCluster: true).Slots, "slot")}";
        }

        foreach (var role in roles.Where(role => !role.StartsWith("weir-", StringComparison.Ordinal) && !role.StartsWith("dc-", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            yield return $"has the role {role}";
        }
    }
}
