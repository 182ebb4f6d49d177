using Akka.Streams;
using Akka.Streams.Stage;

namespace Weir.Actors.Connectors;

/// <summary>Emits what a subtask sends, on demand.</summary>
/// <param name="queue">What was sent.</param>
/// <param name="confirmsTaken">Whether a record counts as handled once the stream has taken it.</param>
internal sealed class DeliverySourceStage<T>(DeliveryQueue<T> queue, bool confirmsTaken) : GraphStageWithMaterializedValue<SourceShape<T>, StreamEnd>
{
    private readonly Outlet<T> _out = new("delivery.out");

    public override SourceShape<T> Shape => new(_out);

    private DeliveryQueue<T> Queue => queue;

    private bool ConfirmsTaken => confirmsTaken;

    public override ILogicAndMaterializedValue<StreamEnd> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var end = new StreamEnd();
        return new LogicAndMaterializedValue<StreamEnd>(new Logic(this, end), end);
    }

    private sealed class Logic : GraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly DeliveryQueue<T> _queue;
        private readonly bool _confirmsTaken;
        private readonly StreamEnd _end;
        private bool _isComplete;

        public Logic(DeliverySourceStage<T> stage, StreamEnd end)
            : base(stage.Shape)
        {
            _out = stage._out;
            _queue = stage.Queue;
            _confirmsTaken = stage.ConfirmsTaken;
            _end = end;
            SetHandler(_out, onPull: Deliver, onDownstreamFinish: cause =>
            {
                if (!_isComplete)
                {
                    _end.DownstreamEnded(cause);
                }

                CompleteStage();
            });
        }

        public override void PreStart()
        {
            _queue.OnAvailable(GetAsyncCallback(() =>
            {
                if (IsAvailable(_out))
                {
                    Deliver();
                }
            }));
            _end.Started(GetAsyncCallback(CompleteStage));
        }

        public override void PostStop()
        {
            if (!_isComplete)
            {
                // Only counts when nothing has been said before.
                _end.DownstreamEnded(cause: null);
            }

            _end.HasStopped();
        }

        private void Deliver()
        {
            if (_queue.TryTake(out T record, out _isComplete))
            {
                Push(_out, record);
                if (_confirmsTaken)
                {
                    _queue.Progress.Confirm(1);
                }
            }
            else if (_isComplete)
            {
                CompleteStage();
            }
        }
    }
}
