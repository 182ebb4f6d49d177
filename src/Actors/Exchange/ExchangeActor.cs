using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;

namespace Weir.Actors.Exchange;

/// <summary>
/// A node's part in the channels between nodes: carries out what <see cref="ExchangeProtocol"/> decides. Exchanges know
/// each other by their path, which is the same on every node, and watch each other: a stream between them may not notice
/// that its other end is gone.
/// </summary>
internal sealed class ExchangeActor : ReceiveActor, IWithTimers
{
    /// <summary>Its name below its parent.</summary>
    public const string Name = "exchange";

    private readonly ExchangeSettings _settings;
    private readonly ExchangeProtocol _protocol;
    private readonly Dictionary<RemoteChannelId, RemoteChannel> _channels = [];
    private readonly Dictionary<RemoteChannelId, UniqueKillSwitch> _switches = [];
    private readonly Dictionary<Address, IActorRef> _peers = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Dictionary<Address, ExchangeStreams> _streamsOf = [];
    private ActorMaterializer? _first;
    private bool _ticks;

    public ExchangeActor(ExchangeSettings settings)
    {
        _settings = settings;
        _protocol = new ExchangeProtocol(settings.OpenTimeout, settings.RetryInterval);

        Receive<StartSending>(start => Begin(start.Channel, RemoteChannelId.Outgoing(start.Channel.JobId, start.Channel.Channel)));
        Receive<StartReceiving>(start => Begin(start.Channel, RemoteChannelId.Incoming(start.Channel.JobId, start.Channel.Channel)));
        Receive<CloseChannel>(close =>
        {
            _channels.Remove(close.Channel);
            Do(_protocol.Close(close.Channel));
        });
        Receive<ChannelMessage>(Hear);
        Receive<StreamOffered>(offered => Do(_protocol.OfferMade(offered.Channel, offered.Request, offered.Reference)));
        Receive<StreamIsOver>(over => Do(_protocol.StreamEnded(over.Channel, over.Request, over.Failure)));
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

    /// <summary>The first materializer makes sure that references to streams can be read, which may come before this node runs one.</summary>
    protected override void PreStart() => _first = Context.Materializer();

    protected override void PostStop()
    {
        _first?.Dispose();

        // The streams end with this actor. Subtasks that are still there must not wait for them.
        foreach (RemoteChannel channel in _channels.Values)
        {
            channel.Lost(new ConnectionLostException(channel.Description, channel.Peer, "the exchange of this node has been stopped."));
        }
    }

    private void Begin(RemoteChannel channel, RemoteChannelId id)
    {
        _channels.Add(id, channel);
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

        // A stream that waits for a last word from a dead node may wait for ever.
        if (_streamsOf.Remove(peer, out ExchangeStreams? streams))
        {
            streams.StopAll();
        }
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
            case OfferStream offer:
                Offer(_channels[offer.Channel], offer);
                break;
            case RunStream run:
                Run(_channels[run.Channel], run);
                break;
            case StopStream stop when _switches.Remove(stop.Channel, out UniqueKillSwitch? stream):
                Stop(stop.Channel, stream);
                break;
            case ReportLost lost:
                RemoteChannel channel = _channels[lost.Channel];
                _log.Debug("Job {0}: {1} is lost: {2}", channel.JobId, lost.Channel, lost.Reason);
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

    private void Offer(RemoteChannel channel, OfferStream offer)
    {
        var (kill, termination, reference) = StreamsOf(channel.Peer).Offer(channel);
        _switches[offer.Channel] = kill;
        reference.PipeTo(
            Self,
            success: made => new StreamOffered(offer.Channel, offer.Request, made),
            failure: error => new StreamIsOver(offer.Channel, offer.Request, error.Message));
        TellEnd(termination, offer.Channel, offer.Request);
    }

    private void Run(RemoteChannel channel, RunStream run)
    {
        var (kill, termination) = StreamsOf(channel.Peer).Run(channel, (ISourceRef<Frame>)run.Reference);
        _switches[run.Channel] = kill;
        TellEnd(termination, run.Channel, run.Request);
    }

    /// <summary>A sender says that it has ended; what a receiver holds still is for nobody.</summary>
    private static void Stop(RemoteChannelId channel, UniqueKillSwitch stream)
    {
        if (channel.IsOutgoing)
        {
            stream.Shutdown();
        }
        else
        {
            stream.Abort(new OperationCanceledException($"The subtask at {channel} has ended."));
        }
    }

    private ExchangeStreams StreamsOf(Address peer)
    {
        if (!_streamsOf.TryGetValue(peer, out ExchangeStreams? streams))
        {
            streams = new ExchangeStreams(Context.Materializer(), _settings);
            _streamsOf.Add(peer, streams);
        }

        return streams;
    }

    private void TellEnd(Task termination, RemoteChannelId channel, long request)
    {
        IActorRef self = Self;
        termination.ContinueWith(
            ended => self.Tell(new StreamIsOver(channel, request, ended.IsCompletedSuccessfully ? null : ended.Exception?.GetBaseException().Message ?? "it was cancelled.")),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private sealed record StreamOffered(RemoteChannelId Channel, long Request, ISourceRef<Frame> Reference) : INoSerializationVerificationNeeded;

    private sealed record StreamIsOver(RemoteChannelId Channel, long Request, string? Failure) : INoSerializationVerificationNeeded;

    private sealed record Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }
}
