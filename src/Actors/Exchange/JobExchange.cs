using System.Collections.Concurrent;
using Akka.Actor;
using Weir.Operators.Graph;

namespace Weir.Actors.Exchange;

/// <summary>
/// The channels of one job that begin or end on this node. Between two subtasks of the node whichever starts first
/// creates a channel; one to or from another node has its near part here, which the node's exchange feeds or drains.
/// </summary>
internal sealed class JobExchange
{
    private readonly int _channelCapacity;
    private readonly string _jobId;
    private readonly NodeExchange? _node;
    private readonly ConcurrentDictionary<ChannelId, LocalChannel> _channels = new();
    private readonly ConcurrentDictionary<RemoteChannelId, LocalChannel> _remote = new();

    /// <summary>An exchange within this node only.</summary>
    /// <param name="channelCapacity">Elements that a channel holds, a power of two.</param>
    public JobExchange(int channelCapacity)
        : this(channelCapacity, "", null)
    {
    }

    internal JobExchange(int channelCapacity, string jobId, NodeExchange? node)
    {
        _channelCapacity = channelCapacity;
        _jobId = jobId;
        _node = node;
    }

    /// <summary>Near parts and channels within the node that are not forgotten.</summary>
    public int ChannelCount => _channels.Count + _remote.Count;

    /// <summary>This node's address; null where there is no other node.</summary>
    public Address? Here => _node?.Address;

    /// <summary>The channel between two subtasks of this node.</summary>
    public LocalChannel Channel(ChannelId id) =>
        _channels.GetOrAdd(id, static (_, capacity) => new LocalChannel(capacity), _channelCapacity);

    /// <summary>The near part of a channel from a subtask here to one on another node: what is written to it goes there.</summary>
    /// <param name="id">The channel.</param>
    /// <param name="edge">Its edge: knows the record type.</param>
    /// <param name="consumer">The node of the other end.</param>
    /// <param name="lost">Called once, on any thread, when the channel cannot go on.</param>
    public LocalChannel Outgoing(ChannelId id, JobEdge edge, Address consumer, Action<Exception> lost)
    {
        LocalChannel channel = AddRemote(RemoteChannelId.Outgoing(_jobId, id));
        Node(consumer).Send(new RemoteChannel(_jobId, id, edge, consumer, channel, lost));
        return channel;
    }

    /// <summary>The near part of a channel from a subtask on another node to one here: what arrives can be read from it.</summary>
    /// <param name="id">The channel.</param>
    /// <param name="edge">Its edge: knows the record type.</param>
    /// <param name="producer">The node of the other end.</param>
    /// <param name="lost">Called once, on any thread, when the channel cannot go on.</param>
    public LocalChannel Incoming(ChannelId id, JobEdge edge, Address producer, Action<Exception> lost)
    {
        LocalChannel channel = AddRemote(RemoteChannelId.Incoming(_jobId, id));
        Node(producer).Receive(new RemoteChannel(_jobId, id, edge, producer, channel, lost));
        return channel;
    }

    /// <summary>Forgets a channel of a subtask that has ended, with what is still in it. The other node is told.</summary>
    public void Forget(ChannelId id)
    {
        _channels.TryRemove(id, out _);
        Close(RemoteChannelId.Outgoing(_jobId, id));
        Close(RemoteChannelId.Incoming(_jobId, id));
    }

    private void Close(RemoteChannelId id)
    {
        if (_remote.TryRemove(id, out LocalChannel? near))
        {
            _node!.Close(id, near);
        }
    }

    private LocalChannel AddRemote(RemoteChannelId id)
    {
        var channel = new LocalChannel(_channelCapacity);
        return _remote.TryAdd(id, channel)
            ? channel
            : throw new InvalidOperationException($"Job {_jobId}: {id} is open already; it has one producer and one consumer.");
    }

    private NodeExchange Node(Address peer) => _node ?? throw new InvalidOperationException(
        $"Job {_jobId} has a channel with {peer}, but this node was started without an exchange.");
}
