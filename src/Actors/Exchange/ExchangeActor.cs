using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Weir.Actors.Logging;

namespace Weir.Actors.Exchange;

/// <summary>
/// A node's part in the channels between nodes: carries out what <see cref="ExchangeProtocol"/> decides. Exchanges know
/// each other by their path, which is the same on every node, and watch each other. Each end of a channel is a child.
/// </summary>
internal sealed class ExchangeActor : ReceiveActor, IWithTimers
{
    /// <summary>Its name below its parent.</summary>
    public const string Name = "exchange";

    private readonly ExchangeSettings _settings;
    private readonly ExchangeProtocol _protocol;
    private readonly Dictionary<RemoteChannelId, RemoteChannel> _channels = [];
    private readonly Dictionary<RemoteChannelId, IActorRef> _ends = [];
    private readonly Dictionary<Address, IActorRef> _peers = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly long _started = Stopwatch.GetTimestamp();
    private bool _ticks;

    public ExchangeActor(ExchangeSettings settings)
    {
        _settings = settings;
        _protocol = new ExchangeProtocol(settings.OpenTimeout, settings.RetryInterval);

        Receive<StartSending>(start => Begin(start.Channel, RemoteChannelId.Outgoing(start.Channel.JobId, start.Channel.Channel)));
        Receive<StartReceiving>(start => Begin(start.Channel, RemoteChannelId.Incoming(start.Channel.JobId, start.Channel.Channel)));
        Receive<CloseChannel>(close =>
        {
            // One that was refused, for the channel was open already, is closed as well: that is not the end of the other.
            if (_channels.TryGetValue(close.Channel, out RemoteChannel? open) && ReferenceEquals(open.Near, close.Near))
            {
                _channels.Remove(close.Channel);
                Do(_protocol.Close(close.Channel));
            }
        });
        Receive<ChannelMessage>(Hear);
        Receive<ReceiverIsBroken>(broken => Do(_protocol.ReceiverBroke(broken.Channel, broken.Request, broken.Reason)));
        Receive<NodeIsLost>(lost => Lose(lost.Node, lost.Reason));
        Receive<Terminated>(terminated =>
        {
            Address peer = terminated.ActorRef.Path.Address;
            if (_peers.TryGetValue(peer, out IActorRef? known) && known.Equals(terminated.ActorRef))
            {
                Lose(peer, "the node's exchange has ended, or nothing is heard of the node any more.");
            }
        });
        Receive<Tick>(_ => Do(_protocol.Tick(Now)));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => Stopwatch.GetElapsedTime(_started);

    public static Props Props(ExchangeSettings settings) => Akka.Actor.Props.Create(() => new ExchangeActor(settings));

    protected override void PostStop()
    {
        // The ends stop with this actor. Subtasks that are still there must not wait for them.
        foreach (RemoteChannel channel in _channels.Values)
        {
            channel.Lost(new ConnectionLostException(channel.Description, channel.Peer, "the exchange of this node has been stopped."));
        }
    }

    private void Begin(RemoteChannel channel, RemoteChannelId id)
    {
        if (!_channels.TryAdd(id, channel))
        {
            channel.Lost(new InvalidOperationException(
                $"Job {channel.JobId}: {channel.Description} is open already on this node ({id}); a channel has one producer and one consumer."));
            return;
        }

        try
        {
            string layout = channel.Edge.Edge.FrameLayoutName;
            Do(id.IsOutgoing
                ? _protocol.BeginSending(id, channel.Peer, layout, Now)
                : _protocol.BeginReceiving(id, channel.Peer, layout, Now));
        }
        catch (Exception error)
        {
            // A record type without a codec: the subtask's failure, not this actor's.
            channel.Lost(error);
        }
    }

    private void Hear(ChannelMessage message)
    {
        Address peer = Sender.Path.Address;
        if (!_peers.TryGetValue(peer, out IActorRef? known) || !known.Equals(Sender))
        {
            if (known is not null)
            {
                Lose(peer, "the node has been started anew.");
            }

            _peers[peer] = Sender;
            Context.Watch(Sender);
        }

        Do(_protocol.Received(peer, message, Now));
    }

    private void Lose(Address peer, string reason)
    {
        if (_peers.Remove(peer, out IActorRef? known))
        {
            Context.Unwatch(known);
        }

        Do(_protocol.PeerLost(peer, reason));
    }

    private void Do(IReadOnlyList<ExchangeEffect> effects)
    {
        foreach (ExchangeEffect effect in effects)
        {
            Do(effect);
        }

        if (_ticks != _protocol.NeedsTicks)
        {
            _ticks = !_ticks;
            if (_ticks)
            {
                Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _settings.RetryInterval);
            }
            else
            {
                Timers.Cancel(Tick.Instance);
            }
        }
    }

    private void Do(ExchangeEffect effect)
    {
        switch (effect)
        {
            case SendToPeer send:
                Send(send.Peer, send.Message);
                break;
            case StartSender start:
                IActorRef sender = Context.ActorOf(ChannelSender.Props(_channels[start.Channel], _settings));
                _ends[start.Channel] = sender;
                Do(_protocol.SenderStarted(start.Channel, start.Request, sender));
                break;
            case StartReceiver start:
                Start(start);
                break;
            case StopEnd stop when _ends.Remove(stop.Channel, out IActorRef? end):
                Context.Stop(end);
                break;
            case ReportLost lost:
                RemoteChannel channel = _channels[lost.Channel];
                _log.OfJob(channel.JobId, channel.Edge.Source.JobName).Debug("Job {0}: {1} is lost: {2}", channel.JobId, lost.Channel, lost.Reason);
                channel.Lost(new ConnectionLostException(channel.Description, channel.Peer, lost.Reason));
                break;
            case PeerUnused unused when _peers.Remove(unused.Peer, out IActorRef? known):
                Context.Unwatch(known);
                break;
        }
    }

    private void Send(Address peer, ChannelMessage message)
    {
        if (_peers.TryGetValue(peer, out IActorRef? known))
        {
            known.Tell(message, Self);
        }
        else
        {
            Context.ActorSelection(peer + Self.Path.ToStringWithoutAddress()).Tell(message, Self);
        }
    }

    private void Start(StartReceiver start)
    {
        IActorRef self = Self;
        _ends[start.Channel] = Context.ActorOf(ChannelReceiver.Props(
            _channels[start.Channel],
            start.Sender,
            _settings,
            reason => self.Tell(new ReceiverIsBroken(start.Channel, start.Request, reason), ActorRefs.NoSender)));
    }

    private sealed record ReceiverIsBroken(RemoteChannelId Channel, long Request, string Reason) : INoSerializationVerificationNeeded;

    private sealed record Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }
}
