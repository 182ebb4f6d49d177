using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;

namespace Weir.Standin.Conformance.Cluster;

/// <summary>Nodes in one process, connected over TCP, that find each other out quickly.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    private const string Common =
        """
        akka {
          stdout-loglevel = OFF
          loglevel = OFF
          log-dead-letters = off
          actor.provider = cluster
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          remote {
            retry-gate-closed-for = 200ms
            dot-netty.tcp {
              applied-adapters = ["trttl"]
              hostname = "127.0.0.1"
              port = 0
            }
          }
          cluster {
            gossip-interval = 100ms
            leader-actions-interval = 100ms
            unreachable-nodes-reaper-interval = 100ms
            periodic-tasks-initial-delay = 100ms
            retry-unsuccessful-join-after = 1s
            down-removal-margin = 500ms
            failure-detector {
              heartbeat-interval = 200ms
              acceptable-heartbeat-pause = 3s
            }
            split-brain-resolver.stable-after = 1s
          }
        }
        """;

    private readonly List<ActorSystem> _systems = [];

    protected static TimeSpan Patience => ClusterNode.Patience;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var system in _systems)
            ((ExtendedActorSystem)system).Abort();
        await Task.WhenAll(_systems.Select(system => system.WhenTerminated)).WaitAsync(Patience);
    }

    protected ClusterNode Node(string hocon = "")
    {
        var config = ConfigurationFactory.ParseString(hocon).WithFallback(ConfigurationFactory.ParseString(Common));
        var system = ActorSystem.Create("cluster", config);
        _systems.Add(system);
        return new ClusterNode(system);
    }

    /// <summary>Nodes that are all up, the first one oldest, and agree on it.</summary>
    protected async Task<ClusterNode[]> Up(int count, string hocon = "")
    {
        var nodes = new List<ClusterNode>();
        for (var i = 0; i < count; i++)
        {
            var node = Node(hocon);
            await node.Cluster.JoinAsync(i == 0 ? node.Address : nodes[0].Address).WaitAsync(Patience);
            nodes.Add(node);
        }

        foreach (var node in nodes)
        {
            foreach (var other in nodes)
                await node.Sees<Akka.Cluster.ClusterEvent.MemberUp>(other);
        }

        return [.. nodes];
    }

    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
