using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Actors.Exchange;
using Weir.Operators.Elements;

namespace Weir.Actors.Subtasks;

/// <summary>
/// The receiving end of a channel. Demand takes elements out of the channel; without demand they stay there, and the
/// producer is held back.
/// </summary>
/// <remarks>
/// When demand finds the channel empty, one <see cref="StarvedMarker"/> goes downstream, so that what has been gathered
/// for the outputs is sent on at once instead of waiting for the flush interval.
/// </remarks>
internal sealed class ChannelSourceStage(SubtaskStages stages, LocalChannel channel) : GraphStage<SourceShape<StreamElement>>
{
    private readonly Outlet<StreamElement> _out = new("channel.out");

    public override SourceShape<StreamElement> Shape => new(_out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : GraphStageLogic
    {
        private readonly LocalChannel _channel;
        private readonly Outlet<StreamElement> _out;
        private readonly Action _deliver;
        private bool _toldStarved = true;

        public Logic(ChannelSourceStage stage)
            : base(stage.Shape)
        {
            _channel = stage.Channel;
            _out = stage._out;
            SubtaskStages stages = stage.Stages;
            Action deliver = Deliver;
            _deliver = () => stages.Guarded(deliver);
            SetHandler(_out, onPull: _deliver);
        }

        public override void PreStart() => _channel.OnReadable(GetAsyncCallback(_deliver));

        private void Deliver()
        {
            if (!IsAvailable(_out))
            {
                return;
            }

            do
            {
                if (_channel.TryRead(out StreamElement element))
                {
                    _toldStarved = element.Kind == ElementKind.Starved;
                    _channel.Taken = element;
                    Push(_out, element);
                    return;
                }

                if (!_toldStarved)
                {
                    _toldStarved = true;
                    Push(_out, StarvedMarker.Instance);
                    return;
                }
            }
            while (!_channel.ParkReader());
        }
    }

    private SubtaskStages Stages => stages;

    private LocalChannel Channel => channel;
}
