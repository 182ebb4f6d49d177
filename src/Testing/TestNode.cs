using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Akka.Remote.Transport;
using Weir.Actors.Nodes;
using Weir.Testing.Pauses;

namespace Weir.Testing;

/// <summary>A node of a test cluster: an actor system of the test's process, which talks to the others over TCP on loopback.</summary>
public sealed class TestNode
{
    private readonly WeirTestCluster _cluster;
    private readonly TurnGate _gate;
    private int _hasEnded;

    internal TestNode(WeirTestCluster cluster, int number, ActorSystem system, WeirExtension weir, TurnGate gate)
    {
        _cluster = cluster;
        _gate = gate;
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

    /// <summary>Whether <see cref="PauseAsync"/> has stopped it and <see cref="Resume"/> has not let it go on.</summary>
    public bool IsPaused => _gate.IsShut;

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
            await _cluster.CutForGoodAsync(this).ConfigureAwait(false);
            IsCutOff = true;
            Resume();
            await System.Terminate().ConfigureAwait(false);
        }
    }

    /// <summary>Has the node leave in order, as on SIGTERM: its subtasks move to other nodes after a last checkpoint. Ends when it has left.</summary>
    public async Task LeaveAsync()
    {
        if (IsPaused)
        {
            throw new InvalidOperationException($"{this} is paused, and cannot leave in order before it goes on: call {nameof(Resume)} first, or {nameof(KillAsync)}.");
        }

        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Has the node stand still, as by SIGSTOP: its actors, and with them its subtasks, do nothing until <see cref="Resume"/>; what is sent to them waits, and so do their timers' messages.
    /// Ends when all of them stand still: a function that blocks keeps it from that, for as long as the cluster's patience lasts.
    /// </summary>
    /// <remarks>It is one process all the same: what has been given to the disk or the thread pool is done, and time goes on.</remarks>
    public Task PauseAsync() => _cluster.WaitAsync(_gate.ShutAsync(), $"{this} to stand still: a function of a job must be blocking");

    /// <summary>
    /// Has a paused node go on, in the middle of what it was about, with all that has come for it meanwhile. If the others have given it up, it finds that out and leaves the cluster by itself.
    /// </summary>
    public void Resume() => _gate.Open();

    /// <summary>
    /// Cuts the node off from all others: nothing comes in and nothing goes out, and no connection is closed. To the others it is like a node that is paused, or behind a
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
    public override string ToString() => $"node {Number}{(!IsRunning ? " (ended)" : IsPaused ? " (paused)" : "")}";

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
