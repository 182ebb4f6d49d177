using Akka.Streams;
using Akka.Streams.Stage;
using Weir.Operators.Connectors;

namespace Weir.Actors.Connectors;

/// <summary>The end of a stream that emits one element for each record that it has handled.</summary>
internal sealed class ConfirmationStage<T, TConfirmation>(DeliveryQueue<T> queue) : GraphStageWithMaterializedValue<SinkShape<TConfirmation>, Task>
{
    private readonly Inlet<TConfirmation> _in = new("confirmation.in");

    public override SinkShape<TConfirmation> Shape => new(_in);

    private DeliveryQueue<T> Queue => queue;

    /// <summary>The value ends with the stream, and faults with it.</summary>
    public override ILogicAndMaterializedValue<Task> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new LogicAndMaterializedValue<Task>(new Logic(this, ended), ended.Task);
    }

    private sealed class Logic : GraphStageLogic
    {
        private readonly TaskCompletionSource _ended;
        private readonly Action _start;

        public Logic(ConfirmationStage<T, TConfirmation> stage, TaskCompletionSource ended)
            : base(stage.Shape)
        {
            Inlet<TConfirmation> inlet = stage._in;
            _ended = ended;
            SetHandler(
                inlet,
                onPush: () =>
                {
                    Grab(inlet);
                    DeliveryQueue<T> queue = stage.Queue;
                    if (queue.Progress.Confirmed == queue.Sent)
                    {
                        _ended.TrySetException(new ConnectorException(
                            $"The flow must emit one element for each record; it has emitted more than the {queue.Sent} that it got."));
                        CompleteStage();
                        return;
                    }

                    queue.Progress.Confirm(1);
                    Pull(inlet);
                },
                onUpstreamFinish: () =>
                {
                    _ended.TrySetResult();
                    CompleteStage();
                },
                onUpstreamFailure: failure =>
                {
                    _ended.TrySetException(failure);
                    CompleteStage();
                });
            _start = () => Pull(inlet);
        }

        public override void PreStart() => _start();

        public override void PostStop() => _ended.TrySetException(new ConnectorException("The stream was stopped before it had ended."));
    }
}
