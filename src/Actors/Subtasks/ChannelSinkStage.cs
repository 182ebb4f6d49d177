using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Actors.Exchange;
using Weir.Operators.Elements;

namespace Weir.Actors.Subtasks;

/// <summary>The sending end of a channel: demands an element only while the channel has room for it.</summary>
internal sealed class ChannelSinkStage(SubtaskStages stages, OutputPort port) : GraphStage<SinkShape<StreamElement>>
{
    private readonly Inlet<StreamElement> _in = new("channel.in");

    public override SinkShape<StreamElement> Shape => new(_in);

    private SubtaskStages Stages => stages;

    private OutputPort Port => port;

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : GraphStageLogic
    {
        private readonly SubtaskStages _stages;
        private readonly OutputPort _port;
        private readonly Inlet<StreamElement> _in;

        public Logic(ChannelSinkStage stage)
            : base(stage.Shape)
        {
            _stages = stage.Stages;
            _port = stage.Port;
            _in = stage._in;
            Action send = Send;
            SetHandler(
                _in,
                onPush: () =>
                {
                    // The port knows it, too.
                    Grab(_in);
                    _stages.Guarded(send);
                },
                onUpstreamFailure: _stages.Fail);
        }

        public override void PreStart()
        {
            Action resume = Send;
            _port.Channel.OnWritable(GetAsyncCallback(() => _stages.Guarded(resume)));
            _stages.Guarded(() => Pull(_in));
        }

        private void Send()
        {
            LocalChannel channel = _port.Channel;
            do
            {
                if (_port.InTransit is { } element)
                {
                    if (channel.TryWrite(element))
                    {
                        _port.InTransit = null;
                        Pull(_in);
                        return;
                    }
                }
                else if (!channel.IsOverfull)
                {
                    // A barrier has taken it along.
                    if (!HasBeenPulled(_in))
                    {
                        Pull(_in);
                    }

                    return;
                }
            }
            while (!channel.ParkWriter());
        }
    }
}
