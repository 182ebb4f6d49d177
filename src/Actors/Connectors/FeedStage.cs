using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Operators.Connectors;

namespace Weir.Actors.Connectors;

/// <summary>Puts a stream's elements into a handover, and demands none while that is full.</summary>
internal sealed class FeedStage<T>(Handover<T> records) : GraphStageWithMaterializedValue<SinkShape<T>, StreamEnd>
{
    private readonly Inlet<T> _in = new("feed.in");

    public override SinkShape<T> Shape => new(_in);

    private Handover<T> Records => records;

    public override ILogicAndMaterializedValue<StreamEnd> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var end = new StreamEnd();
        return new LogicAndMaterializedValue<StreamEnd>(new Logic(this, end), end);
    }

    private sealed class Logic : GraphStageLogic
    {
        private readonly Inlet<T> _in;
        private readonly Handover<T> _records;
        private readonly StreamEnd _end;

        public Logic(FeedStage<T> stage, StreamEnd end)
            : base(stage.Shape)
        {
            _in = stage._in;
            _records = stage.Records;
            _end = end;
            SetHandler(_in, onPush: OnPush, onUpstreamFinish: () => OnEnd(failure: null), onUpstreamFailure: OnEnd);
        }

        public override void PreStart()
        {
            _records.OnRoom(GetAsyncCallback(() =>
            {
                if (!HasBeenPulled(_in) && !IsClosed(_in))
                {
                    Pull(_in);
                }
            }));
            _end.Started(GetAsyncCallback(CompleteStage));
            Pull(_in);
        }

        public override void PostStop()
        {
            // Only counts when nothing has been said before: nobody has told the stream to stop.
            _records.End(new ConnectorException("the stream was stopped before it had ended, as when its actor system terminates."));
            _end.HasStopped();
        }

        private void OnPush()
        {
            if (_records.Offer(Grab(_in)))
            {
                Pull(_in);
            }
        }

        private void OnEnd(Exception? failure)
        {
            _records.End(failure);
            CompleteStage();
        }
    }
}
