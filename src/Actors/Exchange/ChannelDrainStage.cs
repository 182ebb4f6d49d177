using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Operators.Elements;
using Weir.Operators.Frames;

namespace Weir.Actors.Exchange;

/// <summary>
/// Takes what a subtask has written to a channel and puts it into frames. Only demand takes anything: without it the
/// channel fills, and holds the subtask back.
/// </summary>
/// <remarks>
/// All that waits goes into one frame as far as it fits; what is alone goes alone and at once. When a frame cannot be made the
/// subtask is told, and the stage rests until the subtask's end closes it.
/// </remarks>
internal sealed class ChannelDrainStage(LocalChannel channel, FrameEncoder encoder, Action<Exception> failed) : GraphStage<SourceShape<Frame>>
{
    private readonly Outlet<Frame> _out = new("drain.out");

    public override SourceShape<Frame> Shape => new(_out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, channel, encoder, failed);

    private sealed class Logic : GraphStageLogic
    {
        private readonly LocalChannel _channel;
        private readonly FrameEncoder _encoder;
        private readonly Action<Exception> _failed;
        private readonly Outlet<Frame> _out;
        private bool _hasFailed;

        public Logic(ChannelDrainStage stage, LocalChannel channel, FrameEncoder encoder, Action<Exception> failed)
            : base(stage.Shape)
        {
            _channel = channel;
            _encoder = encoder;
            _failed = failed;
            _out = stage._out;
            SetHandler(_out, onPull: Deliver);
        }

        public override void PreStart() => _channel.OnReadable(GetAsyncCallback(Deliver));

        public override void PostStop() => _encoder.Abandon();

        private void Deliver()
        {
            if (_hasFailed || !IsAvailable(_out))
            {
                return;
            }

            try
            {
                do
                {
                    while (!_encoder.IsFull && _channel.TryRead(out StreamElement element))
                    {
                        _encoder.Append(element);
                    }

                    if (!_encoder.IsEmpty)
                    {
                        Push(_out, new Frame(_encoder.Take()));
                        return;
                    }
                }
                while (!_channel.ParkReader());
            }
            catch (Exception error)
            {
                _hasFailed = true;
                _failed(error);
            }
        }
    }
}
