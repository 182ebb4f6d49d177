using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Actors.Exchange;
using Weir.Operators.Elements;

namespace Weir.Actors.Subtasks;

/// <summary>The sending end of a channel: demands an element only while the channel has room for it.</summary>
internal sealed class ChannelSinkStage(SubtaskStages stages, LocalChannel channel) : GraphStage<SinkShape<StreamElement>>
{
    private readonly Inlet<StreamElement> _in = new("channel.in");

    public override SinkShape<StreamElement> Shape => new(_in);

    private SubtaskStages Stages => stages;

    private LocalChannel Channel => channel;

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : GraphStageLogic
    {
        private readonly SubtaskStages _stages;
        private readonly LocalChannel _channel;
        private readonly Inlet<StreamElement> _in;
        private StreamElement? _waiting;

        public Logic(ChannelSinkStage stage)
            : base(stage.Shape)
        {
            _stages = stage.Stages;
            _channel = stage.Channel;
            _in = stage._in;
            Action send = () => Send(Grab(_in));
            SetHandler(_in, onPush: () => _stages.Guarded(send), onUpstreamFailure: _stages.Fail);
        }

        public override void PreStart()
        {
            Action resume = Resume;
            _channel.OnWritable(GetAsyncCallback(() => _stages.Guarded(resume)));
            _stages.Guarded(() => Pull(_in));
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
