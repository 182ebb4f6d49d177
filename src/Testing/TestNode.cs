using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Akka.Remote.Transport;
using Weir.Actors.Nodes;

namespace Weir.Testing;

/// <summary>A node of a test cluster: an actor system of the test's process, which talks to the others over TCP on loopback.</summary>
public sealed class TestNode
{
    private readonly WeirTestCluster _cluster;
    private int _hasEnded;

    internal TestNode(WeirTestCluster cluster, int number, ActorSystem system, WeirExtension weir)
    {
        _cluster = cluster;
        Number = number;
        System = system;
        Weir = weir;
    }

    /// <summary>From 0, in the order in which the nodes joined. The job manager is on the oldest.</summary>
    public int Number { get; }

    /// <summary>The node's actor system.</summary>
    public ActorSystem System { get; }

    /// <summary>Whether it was neither killed nor asked to leave, and has not ended by itself, as one does that the others have given up.</summary>
    public bool IsRunning => Volatile.Read(ref _hasEnded) == 0 && !System.WhenTerminated.IsCompleted;

    /// <summary>Whether <see cref="CutOffAsync"/> has cut it off, and nothing has mended that.</summary>
    internal bool IsCutOff { get; private set; }

    internal WeirExtension Weir { get; }

    internal Address Address => Cluster.Get(System).SelfAddress;

    /// <summary>
    /// Ends the node without a word, as when its process is killed: its links are cut first, so that the others hear nothing of its end and have to notice that it is gone.
    /// </summary>
    /// <remarks>It is one process all the same: what the node has not yet written when it is killed may still be written, as by a process that lives on behind a cut link.</remarks>
    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            await CutOffAsync().ConfigureAwait(false);
            await System.Terminate().ConfigureAwait(false);
        }
    }

    /// <summary>Has the node leave in order, as on SIGTERM: its subtasks move to other nodes after a last checkpoint. Ends when it has left.</summary>
    public async Task LeaveAsync()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Cuts the node off from all others: nothing comes in and nothing goes out, and no connection is closed. To the others it is like a node that is paused (SIGSTOP) or behind a
    /// broken switch. Unlike a paused one it goes on working on what it has.
    /// </summary>
    public async Task CutOffAsync()
    {
        await _cluster.SetLinksAsync(this, Blackhole.Instance).ConfigureAwait(false);
        IsCutOff = true;
    }

    /// <summary>Mends what <see cref="CutOffAsync"/> has cut. If the others have given the node up meanwhile, it leaves the cluster by itself.</summary>
    public async Task MendAsync()
    {
        await _cluster.SetLinksAsync(this, Unthrottled.Instance).ConfigureAwait(false);
        IsCutOff = false;
    }

    /// <inheritdoc/>
    public override string ToString() => $"node {Number}{(IsRunning ? "" : " (ended)")}";

    /// <summary>Says what this node's end of a link lets through.</summary>
    internal async Task SetLinkAsync(Address other, ThrottleMode mode)
    {
        if (System.WhenTerminated.IsCompleted)
        {
            return;
        }

        var provider = (IRemoteActorRefProvider)((ExtendedActorSystem)System).Provider;
        bool isSet = await provider.Transport
            .ManagementCommand(new SetThrottle(other, ThrottleTransportAdapter.Direction.Both, mode))
            .ConfigureAwait(false);
        if (!isSet)
        {
            throw new InvalidOperationException($"The link between {this} and {other} cannot be controlled: the transport has no adapter for that (akka.remote.dot-netty.tcp.applied-adapters).");
        }
    }
}
