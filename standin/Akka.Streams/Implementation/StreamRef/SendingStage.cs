using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.StreamRef;

/// <summary>The side of a stream reference that elements go into: sends as many as the other side has asked for.</summary>
/// <param name="partner">The receiving side where that made the reference; null where this side makes it.</param>
internal sealed class SendingStage<T>(IActorRef? partner) : GraphStageWithMaterializedValue<SinkShape<T>, Task<ISourceRef<T>>>
{
    private readonly Inlet<T> _in = new("SinkRef.in");

    public override SinkShape<T> Shape => field ??= new SinkShape<T>(_in);

    protected override Attributes InitialAttributes => Attributes.CreateName("SinkRef");

    public override ILogicAndMaterializedValue<Task<ISourceRef<T>>> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var promise = new TaskCompletionSource<ISourceRef<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        return new LogicAndMaterializedValue<Task<ISourceRef<T>>>(new Logic(this, promise, inheritedAttributes), promise.Task);
    }

    private sealed class Logic : StreamRefLogic, IInHandler
    {
        private readonly Inlet<T> _in;
        private readonly TaskCompletionSource<ISourceRef<T>> _promise;
        private long _demanded;
        private long _sent;
        private bool _hasEnded;
        private Exception? _failure;

        public Logic(SendingStage<T> stage, TaskCompletionSource<ISourceRef<T>> promise, Attributes attributes) : base(stage.Shape, stage.Partner, attributes)
        {
            _in = stage._in;
            _promise = promise;
            SetHandler(_in, this);
        }

        public override void PreStart()
        {
            base.PreStart();
            if (Partner is null)
                ScheduleOnce(SubscriptionTimer, SubscriptionTimeout);
            _promise.TrySetResult(new SourceRef<T>(Self));
        }

        public void OnPush()
        {
            Partner!.Tell(new SequencedOnNext(_sent++, Grab(_in)), Self);
            PullOnDemand();
        }

        /// <summary>Stays until the partner has heard of it: the end of this stage's actor must not come to it first.</summary>
        public void OnUpstreamFinish()
        {
            _hasEnded = true;
            SetKeepGoing(true);
            if (Partner is not null)
                TellEnd();
        }

        public void OnUpstreamFailure(Exception e)
        {
            _failure = e;
            OnUpstreamFinish();
        }

        protected override void Receive(IActorRef sender, object message)
        {
            switch (message)
            {
                case CumulativeDemand demand:
                    Accept(sender, "Illegal sender for CumulativeDemand");
                    _demanded = Math.Max(_demanded, demand.SeqNr);
                    PullOnDemand();
                    break;
                case RemoteStreamFailure failure:
                    FailStage(new RemoteStreamRefActorTerminatedException($"Remote stream ({sender.Path}) failed, reason: {failure.Message}"));
                    break;
                case Terminated terminated when terminated.ActorRef.Equals(Partner):
                    if (!_hasEnded)
                        FailStage(new RemoteStreamRefActorTerminatedException($"The receiving side of the stream reference, {Partner}, has terminated."));
                    else if (_failure is not null)
                        FailStage(_failure);
                    else
                        CompleteStage();
                    break;
            }
        }

        protected override void Connected()
        {
            CancelTimer(SubscriptionTimer);
            Partner!.Tell(new OnSubscribeHandshake(Self), Self);
            if (_hasEnded)
                TellEnd();
        }

        protected override void OnTimer(object timerKey) => throw NobodySubscribed();

        private void TellEnd() => Partner!.Tell(
            _failure is null ? new RemoteStreamCompleted(_sent) : new RemoteStreamFailure(_failure.ToString()), Self);

        private void PullOnDemand()
        {
            if (_sent < _demanded && !_hasEnded && !IsClosed(_in) && !HasBeenPulled(_in))
                Pull(_in);
        }
    }

    private IActorRef? Partner => partner;
}
