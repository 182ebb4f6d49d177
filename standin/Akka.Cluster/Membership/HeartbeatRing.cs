namespace Akka.Cluster.Membership;

/// <summary>Who listens to whom: each node to the next ones on a ring on which the nodes lie in an order of their own.</summary>
internal static class HeartbeatRing
{
    /// <param name="self">The node that listens.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="unreachable">Those that do not count, so that nobody is listened to by unreachable ones only.</param>
    /// <param name="count">How many reachable ones to listen to.</param>
    public static IReadOnlySet<UniqueAddress> Receivers(
        UniqueAddress self,
        IEnumerable<UniqueAddress> nodes,
        IReadOnlySet<UniqueAddress> unreachable,
        int count)
    {
        var ring = nodes.Append(self).Distinct().OrderBy(Position).ThenBy(node => node).ToArray();
        var mine = Array.IndexOf(ring, self);
        var receivers = new HashSet<UniqueAddress>();
        var reachable = 0;
        for (var i = 1; i < ring.Length && reachable < count; i++)
        {
            var next = ring[(mine + i) % ring.Length];
            receivers.Add(next);
            if (!unreachable.Contains(next))
                reachable++;
        }

        return receivers;
    }

    /// <summary>Scatters nodes of one rack, whose addresses are alike; the same on every node.</summary>
    private static uint Position(UniqueAddress node) => unchecked((uint)node.Uid * 2_654_435_769u);
}
