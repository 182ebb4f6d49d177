using Akka.Actor;
using Akka.Pattern;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.StreamRef;

/// <summary>The side of a stream reference that elements come out of: asks for as many as its buffer has room for.</summary>
/// <param name="partner">The sending side where that made the reference; null where this side makes it.</param>
internal sealed class ReceivingStage<T>(IActorRef? partner) : GraphStageWithMaterializedValue<SourceShape<T>, Task<ISinkRef<T>>>
{
    private readonly Outlet<T> _out = new("SourceRef.out");

    public override SourceShape<T> Shape => field ??= new SourceShape<T>(_out);

    protected override Attributes InitialAttributes => Attributes.CreateName("SourceRef");

    public override ILogicAndMaterializedValue<Task<ISinkRef<T>>> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var promise = new TaskCompletionSource<ISinkRef<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        return new LogicAndMaterializedValue<Task<ISinkRef<T>>>(new Logic(this, promise, inheritedAttributes), promise.Task);
    }

    private sealed class Logic : StreamRefLogic, IOutHandler
    {
        private const string RedeliveryTimer = "redelivery";
        private const string TerminationTimer = "termination";

        private readonly Outlet<T> _out;
        private readonly TaskCompletionSource<ISinkRef<T>> _promise;
        private readonly Queue<T> _buffer = new();
        private int _capacity;
        private long _received;
        private long _demanded;
        private bool _hasCompleted;

        public Logic(ReceivingStage<T> stage, TaskCompletionSource<ISinkRef<T>> promise, Attributes attributes) : base(stage.Shape, stage.Partner, attributes)
        {
            _out = stage._out;
            _promise = promise;
            SetHandler(_out, this);
        }

        public override void PreStart()
        {
            _capacity = BufferCapacity;
            base.PreStart();
            ScheduleOnce(SubscriptionTimer, SubscriptionTimeout);
            _promise.TrySetResult(new SinkRef<T>(Self));
        }

        public void OnPull()
        {
            Advance();
            Demand();
        }

        /// <summary>The sending side hears of it by the end of this stage's actor.</summary>
        public void OnDownstreamFinish(Exception cause) => InternalOnDownstreamFinish(cause);

        protected override void Receive(IActorRef sender, object message)
        {
            switch (message)
            {
                case OnSubscribeHandshake:
                    CancelTimer(SubscriptionTimer);
                    Accept(sender, "Illegal sender in OnSubscribeHandshake");
                    Demand();
                    break;
                case SequencedOnNext next:
                    CancelTimer(SubscriptionTimer);
                    Accept(sender, "Illegal sender in SequencedOnNext");
                    CheckNumber(next.SeqNr, "Illegal sequence nr in SequencedOnNext");
                    _received++;
                    Take((T)next.Payload);
                    Demand();
                    break;
                case RemoteStreamCompleted completed:
                    Accept(sender, "Illegal sender in RemoteStreamCompleted");
                    CheckNumber(completed.SeqNr, "Illegal sequence nr in RemoteStreamCompleted");
                    StageActor.Unwatch(sender);
                    CancelTimer(RedeliveryTimer);
                    _hasCompleted = true;
                    Advance();
                    break;
                case RemoteStreamFailure failure:
                    Accept(sender, "Illegal sender in RemoteStreamFailure");
                    StageActor.Unwatch(sender);
                    FailStage(new RemoteStreamRefActorTerminatedException($"Remote stream ({sender.Path}) failed, reason: {failure.Message}"));
                    break;
                case Terminated terminated when terminated.ActorRef.Equals(Partner):
                    if (!_hasCompleted)
                        ScheduleOnce(TerminationTimer, FinalTerminationSignalDeadline);
                    break;
            }
        }

        protected override void OnTimer(object timerKey)
        {
            switch (timerKey)
            {
                case SubscriptionTimer:
                    throw NobodySubscribed();
                case RedeliveryTimer:
                    TellDemand();
                    break;
                case TerminationTimer when !_hasCompleted:
                    FailStage(new RemoteStreamRefActorTerminatedException(
                        $"The sending side of the stream reference, {Partner}, has terminated, and neither its completion nor its failure has come within {FinalTerminationSignalDeadline}."));
                    break;
            }
        }

        private void CheckNumber(long number, string what)
        {
            if (number != _received)
                throw new InvalidSequenceNumberException(_received, number, what);
        }

        private void Take(T element)
        {
            if (_buffer.Count == 0 && IsAvailable(_out))
                Push(_out, element);
            else if (_buffer.Count >= _capacity)
                throw new IllegalStateException($"Element {_received} of the stream reference came without demand: {_demanded} were asked for, and {_buffer.Count} wait.");
            else
                _buffer.Enqueue(element);
        }

        private void Advance()
        {
            if (_buffer.Count > 0 && IsAvailable(_out))
                Push(_out, _buffer.Dequeue());
            if (_buffer.Count == 0 && _hasCompleted)
                CompleteStage();
        }

        /// <summary>Asks for what there is room for, once less than half of it is on the way or waiting.</summary>
        private void Demand()
        {
            var taken = _buffer.Count + (int)(_demanded - _received);
            if (Partner is null || _hasCompleted || taken >= Math.Max(1, _capacity / 2))
                return;
            _demanded += _capacity - taken;
            TellDemand();
        }

        private void TellDemand()
        {
            Partner!.Tell(new CumulativeDemand(_demanded), Self);
            ScheduleOnce(RedeliveryTimer, DemandRedeliveryInterval);
        }
    }

    private IActorRef? Partner => partner;
}
