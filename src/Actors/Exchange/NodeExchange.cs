using Akka.Actor;

namespace Weir.Actors.Exchange;

/// <summary>
/// A node's part in the exchange with other nodes. What it is asked goes to its actor, from any thread; the actor runs
/// the streams and talks to those of the other nodes, which have the same path.
/// </summary>
internal sealed class NodeExchange
{
    private readonly IActorRef _actor;

    private NodeExchange(IActorRef actor, Address address)
    {
        _actor = actor;
        Address = address;
    }

    /// <summary>This node's address, as others know it.</summary>
    public Address Address { get; }

    /// <summary>Starts the exchange of this node as a child of the caller, which must have the same path on every node.</summary>
    /// <exception cref="Configuration.InvalidConfigurationException">The settings below <c>weir.exchange</c> cannot be used.</exception>
    public static NodeExchange Start(IActorContext parent)
    {
        ActorSystem system = parent.System;
        var settings = ExchangeSettings.Read(system.Settings.Config);
        IActorRef actor = parent.ActorOf(ExchangeActor.Props(settings), ExchangeActor.Name);
        return new NodeExchange(actor, ((ExtendedActorSystem)system).Provider.DefaultAddress);
    }

    /// <summary>The channels of a job that runs subtasks here.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="channelCapacity">Elements that each channel holds, a power of two.</param>
    public JobExchange ForJob(string jobId, int channelCapacity) => new(channelCapacity, jobId, this);

    /// <summary>A node is gone, or nothing is heard of it: every channel with it ends, and the subtasks at this end fail.</summary>
    public void NodeLost(Address node, string reason) => _actor.Tell(new NodeIsLost(node, reason));

    internal void Send(RemoteChannel channel) => _actor.Tell(new StartSending(channel));

    internal void Receive(RemoteChannel channel) => _actor.Tell(new StartReceiving(channel));

    internal void Close(RemoteChannelId channel, LocalChannel near) => _actor.Tell(new CloseChannel(channel, near));
}
