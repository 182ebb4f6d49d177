using Akka.Actor;
using Weir.Operators.Elements;
using Weir.Operators.Frames;

namespace Weir.Actors.Exchange;

/// <summary>
/// The receiving end of a channel between nodes: takes the elements out of the frames and writes them to the channel
/// that the subtask reads. A frame is decoded when the channel has taken all of the one before, and only then counts
/// as consumed.
/// </summary>
internal sealed class ChannelReceiver : ReceiveActor, IWithTimers
{
    private readonly RemoteChannel _channel;
    private readonly IActorRef _sender;
    private readonly TimeSpan _grantInterval;
    private readonly FrameDecoder _decoder;
    private readonly ReceivingWindow _window;
    private readonly Queue<Frame> _frames = new();
    private readonly Queue<StreamElement> _elements = new();
    private readonly Action<string> _broken;
    private readonly Queue<ChannelOvertaken> _overtaken = new();
    private bool _isDecoded;

    /// <summary>Frames that count as consumed once the channel has room again.</summary>
    private int _owed;

    /// <param name="channel">The channel.</param>
    /// <param name="sender">Its sending end.</param>
    /// <param name="settings">The exchange's settings.</param>
    /// <param name="broken">Takes why the channel cannot go on; called by this actor.</param>
    public ChannelReceiver(RemoteChannel channel, IActorRef sender, ExchangeSettings settings, Action<string> broken)
    {
        _channel = channel;
        _sender = sender;
        _grantInterval = settings.RetryInterval;
        _broken = broken;
        _decoder = channel.Edge.Edge.CreateFrameDecoder(retainedBatches: 2 * settings.FramesInFlight);
        _window = new ReceivingWindow(settings.FramesInFlight);
        Receive<Frame>(Take);
        Receive<Wake>(_ => Advance());
        Receive<ChannelOvertaken>(overtaken =>
        {
            _window.Allow(overtaken.Frames);
            _overtaken.Enqueue(overtaken);
            Advance();
        });
        Receive<ChannelProbe>(probe => FailIf(_window.Check(probe.Sent)));
        Receive<Regrant>(_ => Grant());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(RemoteChannel channel, IActorRef sender, ExchangeSettings settings, Action<string> broken) =>
        Akka.Actor.Props.Create(() => new ChannelReceiver(channel, sender, settings, broken));

    protected override void PreStart()
    {
        IActorRef self = Self;
        _channel.Near.OnWritable(() => self.Tell(Wake.Instance, ActorRefs.NoSender));

        // A grant may be lost with a connection; the sender would wait for it.
        Timers.StartPeriodicTimer(Regrant.Instance, Regrant.Instance, _grantInterval);
        Grant();
    }

    protected override void PostStop()
    {
        while (_elements.TryDequeue(out StreamElement? element))
        {
            (element as RecordBatch)?.Release();
        }
    }

    private void Grant() => _sender.Tell(new ChannelGrant(_window.Arrived, _window.Granted), Self);

    private void Take(Frame frame)
    {
        if (FailIf(frame.Bytes.Length < FrameFormat.HeaderBytes
            ? $"{frame.Bytes.Length} B came that are no frame."
            : _window.Arrive(FrameFormat.NumberOf(frame.Bytes))))
        {
            return;
        }

        _frames.Enqueue(frame);
        Advance();
    }

    private void Advance()
    {
        bool grants = false;
        try
        {
            while (_overtaken.TryPeek(out ChannelOvertaken? overtaken) && _window.Arrived >= overtaken.Frames)
            {
                _overtaken.Dequeue();
                WriteBeyond();
                _channel.Near.Announce(overtaken.CheckpointId);
            }

            while (HasRoom() && TryWriteElements())
            {
                for (; _owed > 0; _owed--)
                {
                    grants |= _window.Consume();
                }

                if (_isDecoded)
                {
                    _isDecoded = false;
                    grants |= _window.Consume();
                }

                if (!_frames.TryDequeue(out Frame? frame))
                {
                    break;
                }

                _decoder.Decode(frame.Bytes, _elements);
                _isDecoded = true;
            }
        }
        catch (Exception error)
        {
            _channel.Lost(ChannelFailure.Of(_channel, error));
            FailIf(error.Message);
            return;
        }

        if (grants)
        {
            Grant();
        }
    }

    /// <summary>Puts all that has come into the channel, room or not.</summary>
    private void WriteBeyond()
    {
        _owed += _isDecoded ? 1 : 0;
        _isDecoded = false;
        while (true)
        {
            while (_elements.TryDequeue(out StreamElement? element))
            {
                _channel.Near.WriteBeyond(element);
            }

            if (!_frames.TryDequeue(out Frame? frame))
            {
                return;
            }

            _decoder.Decode(frame.Bytes, _elements);
            _owed++;
        }
    }

    /// <returns>Whether what was put in beyond the capacity has gone; if not, this will be woken.</returns>
    private bool HasRoom()
    {
        while (_channel.Near.IsOverfull)
        {
            if (_channel.Near.ParkWriter())
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>Whether the channel has taken all elements; if not, this will be woken.</returns>
    private bool TryWriteElements()
    {
        while (_elements.TryPeek(out StreamElement? element))
        {
            if (_channel.Near.TryWrite(element))
            {
                _elements.Dequeue();
            }
            else if (_channel.Near.ParkWriter())
            {
                return false;
            }
        }

        return true;
    }

    private bool FailIf(string? problem)
    {
        if (problem is null)
        {
            return false;
        }

        _broken(problem);
        Become(() => ReceiveAny(_ => { }));
        return true;
    }

    private sealed record Wake : INoSerializationVerificationNeeded
    {
        public static readonly Wake Instance = new();
    }

    private sealed record Regrant : INoSerializationVerificationNeeded
    {
        public static readonly Regrant Instance = new();
    }
}
