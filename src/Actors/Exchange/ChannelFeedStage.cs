using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Operators.Elements;
using Weir.Operators.Frames;

namespace Weir.Actors.Exchange;

/// <summary>
/// Takes the elements out of frames and writes them to the channel that a subtask reads. The next frame is demanded
/// when the channel has taken all of the one before.
/// </summary>
internal sealed class ChannelFeedStage(LocalChannel channel, FrameDecoder decoder, Action<Exception> failed) : GraphStage<SinkShape<Frame>>
{
    private readonly Inlet<Frame> _in = new("feed.in");

    public override SinkShape<Frame> Shape => new(_in);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, channel, decoder, failed);

    private sealed class Logic : GraphStageLogic
    {
        private readonly LocalChannel _channel;
        private readonly FrameDecoder _decoder;
        private readonly Action<Exception> _failed;
        private readonly Inlet<Frame> _in;
        private readonly Queue<StreamElement> _waiting = new();

        public Logic(ChannelFeedStage stage, LocalChannel channel, FrameDecoder decoder, Action<Exception> failed)
            : base(stage.Shape)
        {
            _channel = channel;
            _decoder = decoder;
            _failed = failed;
            _in = stage._in;
            SetHandler(_in, onPush: Receive, onUpstreamFinish: Finish);
        }

        public override void PreStart()
        {
            _channel.OnWritable(GetAsyncCallback(Write));
            Pull(_in);
        }

        public override void PostStop()
        {
            while (_waiting.TryDequeue(out StreamElement? element))
            {
                (element as RecordBatch)?.Release();
            }
        }

        private void Receive()
        {
            try
            {
                _decoder.Decode(Grab(_in).Bytes, _waiting);
            }
            catch (Exception error)
            {
                _failed(error);
                FailStage(error);
                return;
            }

            Write();
        }

        private void Write()
        {
            while (_waiting.TryPeek(out StreamElement? element))
            {
                if (_channel.TryWrite(element))
                {
                    _waiting.Dequeue();
                }
                else if (_channel.ParkWriter())
                {
                    return;
                }
            }

            if (IsClosed(_in))
            {
                CompleteStage();
            }
            else if (!HasBeenPulled(_in))
            {
                Pull(_in);
            }
        }

        /// <summary>The producer has said all; what waits is still to be read.</summary>
        private void Finish()
        {
            if (_waiting.Count == 0)
            {
                CompleteStage();
            }
            else
            {
                SetKeepGoing(true);
            }
        }
    }
}
