using Akka.Actor;
using Weir.Operators.Elements;
using Weir.Operators.Frames;

namespace Weir.Actors.Exchange;

/// <summary>
/// The sending end of a channel between nodes: puts what the subtask has written into frames, as many as the receiving
/// end has granted. Without a grant nothing is taken, the channel fills, and the subtask is held back.
/// </summary>
/// <remarks>
/// All that waits goes into one frame as far as it fits; what is alone goes alone and at once. When a frame cannot be made, the
/// subtask is told, and this rests until the subtask's end closes the channel.
/// </remarks>
internal sealed class ChannelSender : ReceiveActor, IWithTimers
{
    private readonly RemoteChannel _channel;
    private readonly FrameEncoder _encoder;
    private readonly SendingWindow _window = new();
    private readonly List<StreamElement> _ahead = [];
    private IActorRef _receiver = ActorRefs.Nobody;

    public ChannelSender(RemoteChannel channel, ExchangeSettings settings)
    {
        _channel = channel;
        _encoder = channel.Edge.Edge.CreateFrameEncoder(settings.FrameSizeBytes);
        Receive<ChannelGrant>(grant =>
        {
            if (_receiver.IsNobody())
            {
                Begin(settings.RetryInterval);
            }

            if (_window.Grant(grant.Arrived, grant.Granted))
            {
                _channel.Near.Hold(_window.IsBeyond);
                Send();
            }
        });
        Receive<Wake>(_ => Send());
        Receive<Overtaken>(_ => SendAhead());
        Receive<Probe>(_ =>
        {
            if (_window.NeedsProbe())
            {
                _receiver.Tell(new ChannelProbe(_window.Sent), Self);
            }
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(RemoteChannel channel, ExchangeSettings settings) =>
        Akka.Actor.Props.Create(() => new ChannelSender(channel, settings));

    protected override void PostStop() => _encoder.Abandon();

    private void Begin(TimeSpan probeInterval)
    {
        _receiver = Sender;
        IActorRef self = Self;
        _channel.Near.OnReadable(() => self.Tell(Wake.Instance, ActorRefs.NoSender));
        _channel.Near.OnAnnounced(() => self.Tell(Overtaken.Instance, ActorRefs.NoSender));
        Timers.StartPeriodicTimer(Probe.Instance, Probe.Instance, probeInterval);
        if (_channel.Near.Announced > 0)
        {
            self.Tell(Overtaken.Instance);
        }
    }

    private void Send()
    {
        try
        {
            while (_window.CanSend && TryFill())
            {
                _receiver.Tell(new Frame(_encoder.Take(_window.Send())), Self);
            }
        }
        catch (Exception error)
        {
            _channel.Lost(ChannelFailure.Of(_channel, error));
            Become(Rest);
        }
    }

    /// <summary>
    /// Sends all that is in front of the barrier, granted or not, and takes nothing more from the subtask until as much
    /// has been granted: so it is never more than what the channel held.
    /// </summary>
    private void SendAhead()
    {
        try
        {
            long checkpointId = _channel.Near.Announced;
            _ahead.Clear();
            int left = _channel.Near.LookAhead(checkpointId, _ahead) is not null ? _ahead.Count + 1 : 0;
            _ahead.Clear();
            var frames = new List<Frame>();
            while (left > 0 || !_encoder.IsEmpty)
            {
                while (left > 0 && !_encoder.IsFull && _channel.Near.TryRead(out StreamElement element))
                {
                    _encoder.Append(element);
                    left--;
                }

                if (!_encoder.IsEmpty)
                {
                    frames.Add(new Frame(_encoder.Take(_window.SendBeyond())));
                }
            }

            _channel.Near.Hold(_window.IsBeyond);
            _receiver.Tell(new ChannelOvertaken(checkpointId, _window.Sent), Self);
            foreach (Frame frame in frames)
            {
                _receiver.Tell(frame, Self);
            }
        }
        catch (Exception error)
        {
            _channel.Lost(ChannelFailure.Of(_channel, error));
            Become(Rest);
        }
    }

    private void Rest() => ReceiveAny(_ => { });

    /// <returns>Whether there is a frame to send; if not, this will be woken.</returns>
    private bool TryFill()
    {
        do
        {
            while (!_encoder.IsFull && _channel.Near.TryRead(out StreamElement element))
            {
                _encoder.Append(element);
            }

            if (!_encoder.IsEmpty)
            {
                return true;
            }
        }
        while (!_channel.Near.ParkReader());

        return false;
    }

    private sealed record Wake : INoSerializationVerificationNeeded
    {
        public static readonly Wake Instance = new();
    }

    private sealed record Overtaken : INoSerializationVerificationNeeded
    {
        public static readonly Overtaken Instance = new();
    }

    private sealed record Probe : INoSerializationVerificationNeeded
    {
        public static readonly Probe Instance = new();
    }
}
