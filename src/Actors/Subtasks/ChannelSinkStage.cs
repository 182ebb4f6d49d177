using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Actors.Exchange;
using Weir.Operators.Elements;

namespace Weir.Actors.Subtasks;

/// <summary>The sending end of a channel: demands an element only while the channel has room for it.</summary>
internal sealed class ChannelSinkStage(LocalChannel channel) : GraphStage<SinkShape<StreamElement>>
{
    private readonly Inlet<StreamElement> _in = new("channel.in");

    public override SinkShape<StreamElement> Shape => new(_in);

    private LocalChannel Channel => channel;

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : GraphStageLogic
    {
        private readonly LocalChannel _channel;
        private readonly Inlet<StreamElement> _in;
        private StreamElement? _waiting;

        public Logic(ChannelSinkStage stage)
            : base(stage.Shape)
        {
            _channel = stage.Channel;
            _in = stage._in;
            SetHandler(_in, onPush: () => Send(Grab(_in)));
        }

        public override void PreStart()
        {
            _channel.OnWritable(GetAsyncCallback(Resume));
            Pull(_in);
        }

        private void Resume()
        {
            if (_waiting is { } element)
            {
                _waiting = null;
                Send(element);
            }
        }

        private void Send(StreamElement element)
        {
            do
            {
                if (_channel.TryWrite(element))
                {
                    Pull(_in);
                    return;
                }
            }
            while (!_channel.ParkWriter());

            _waiting = element;
        }
    }
}
