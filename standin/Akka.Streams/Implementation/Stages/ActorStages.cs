using Akka.Actor;
using Akka.Event;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Stages;

/// <summary>A source whose elements are the messages to an actor.</summary>
internal sealed class ActorRefSource<T>(int size, OverflowStrategy strategy) : GraphStageWithMaterializedValue<SourceShape<T>, IActorRef>
{
    public override SourceShape<T> Shape { get; } = new(new Outlet<T>("ActorRefSource.out"));

    protected override Attributes InitialAttributes => Attributes.CreateName("ActorRefSource");

    public override ILogicAndMaterializedValue<IActorRef> CreateLogicAndMaterializedValue(Attributes inheritedAttributes) =>
        throw new InvalidOperationException("An ActorRef source needs a materializer.");

    private protected override ILogicAndMaterializedValue<IActorRef> CreateIn(ActorMaterializerImpl materializer, Attributes attributes)
    {
        var actor = materializer.ActorOf(Props.Create(() => new Inbox()), $"{materializer.NextFlowName()}-ActorRefSource");
        return new LogicAndMaterializedValue<IActorRef>(new Logic(Shape, size, strategy, actor), actor);
    }

    /// <summary>Holds the messages until the stage has started, and hands them on after.</summary>
    private sealed class Inbox : UntypedActor
    {
        private readonly Queue<object> _early = new();
        private Action<object>? _deliver;

        public sealed record Open(Action<object> Deliver) : IIslandMessage;

        public sealed record Closed : IIslandMessage;

        protected override void OnReceive(object message)
        {
            if (message is Open open)
            {
                _deliver = open.Deliver;
                while (_early.TryDequeue(out var early))
                    _deliver(early);
            }
            else if (_deliver is null)
            {
                _early.Enqueue(message);
            }
            else
            {
                _deliver(message);
            }
        }

        protected override void PostStop() => _deliver?.Invoke(new Closed());
    }

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly int _size;
        private readonly OverflowStrategy _strategy;
        private readonly IActorRef _actor;
        private readonly LinkedList<T> _buffer = new();
        private bool _completing;

        public Logic(SourceShape<T> shape, int size, OverflowStrategy strategy, IActorRef actor) : base(shape)
        {
            _out = shape.Outlet;
            _size = size;
            _strategy = strategy;
            _actor = actor;
            SetHandler(_out, this);
        }

        public override void PreStart() => _actor.Tell(new Inbox.Open(GetAsyncCallback<object>(Handle)), ActorRefs.NoSender);

        public override void OnPull()
        {
            if (_buffer.First is { } first)
            {
                Push(_out, first.Value);
                _buffer.RemoveFirst();
            }

            if (_completing && _buffer.Count == 0)
                CompleteStage();
        }

        public override void PostStop() => ((IInternalActorRef)_actor).Stop();

        private void Handle(object message)
        {
            switch (message)
            {
                case Inbox.Closed:
                    CompleteStage();
                    break;
                case Status.Success:
                    _completing = true;
                    if (_buffer.Count == 0)
                        CompleteStage();
                    break;
                case Status.Failure failure:
                    FailStage(failure.Cause);
                    break;
                case T element when !_completing:
                    Take(element);
                    break;
                case T:
                    Log.Warning("Dropping element because Status.Success received already, only draining already buffered elements: [{0}] (pending: [{1}])", message, _buffer.Count);
                    break;
                default:
                    Log.Warning("An ActorRef source of {0} got a message of type {1}, which it cannot emit.", typeof(T), message.GetType());
                    break;
            }
        }

        private void Take(T element)
        {
            if (_buffer.Count == 0 && IsAvailable(_out))
            {
                Push(_out, element);
                return;
            }

            if (_buffer.Count >= _size)
            {
                switch (_strategy)
                {
                    case OverflowStrategy.DropHead when _size > 0:
                        _buffer.RemoveFirst();
                        break;
                    case OverflowStrategy.DropTail when _size > 0:
                        _buffer.RemoveLast();
                        break;
                    case OverflowStrategy.DropBuffer when _size > 0:
                        _buffer.Clear();
                        break;
                    case OverflowStrategy.Fail:
                        FailStage(new BufferOverflowException($"Buffer overflow, max capacity was ({_size})"));
                        return;
                    default:
                        return;
                }
            }

            _buffer.AddLast(element);
        }
    }
}

/// <summary>Sends each element to an actor.</summary>
internal sealed class ActorRefSinkLogic<T> : InGraphStageLogic
{
    private readonly Inlet<T> _in;
    private readonly IActorRef _target;
    private readonly object _onComplete;
    private readonly Func<Exception, object> _onFailure;
    private bool _ended;

    public ActorRefSinkLogic(SinkStage<T, NotUsed> stage, IActorRef target, object onComplete, Func<Exception, object> onFailure) : base(stage.Shape)
    {
        _in = stage.In;
        _target = target;
        _onComplete = onComplete;
        _onFailure = onFailure;
        SetHandler(_in, this);
    }

    public override void PreStart()
    {
        GetStageActor(message =>
        {
            if (message.Item2 is not Terminated)
                return;
            _ended = true;
            CompleteStage();
        }).Watch(_target);
        Pull(_in);
    }

    public override void OnPush()
    {
        _target.Tell(Grab(_in), ActorRefs.NoSender);
        Pull(_in);
    }

    public override void OnUpstreamFinish()
    {
        _ended = true;
        _target.Tell(_onComplete, ActorRefs.NoSender);
        CompleteStage();
    }

    public override void OnUpstreamFailure(Exception e)
    {
        _ended = true;
        _target.Tell(_onFailure(e), ActorRefs.NoSender);
        FailStage(e);
    }

    public override void PostStop()
    {
        if (!_ended)
            _target.Tell(_onFailure(new AbruptStageTerminationException(this)), ActorRefs.NoSender);
    }
}

/// <summary>Sends each element to an actor when it has acknowledged the one before.</summary>
internal sealed class ActorRefAckSinkLogic<T> : InGraphStageLogic
{
    private readonly Inlet<T> _in;
    private readonly IActorRef _target;
    private readonly object _onInit;
    private readonly object _ack;
    private readonly object _onComplete;
    private readonly Func<Exception, object> _onFailure;
    private readonly int _size;
    private readonly Queue<T> _buffer = new();
    private bool _acknowledged;
    private bool _completing;
    private bool _ended;

    public ActorRefAckSinkLogic(
        SinkStage<T, NotUsed> stage, IActorRef target, object onInit, object ack, object onComplete, Func<Exception, object> onFailure, int size)
        : base(stage.Shape)
    {
        _in = stage.In;
        _target = target;
        _onInit = onInit;
        _ack = ack;
        _onComplete = onComplete;
        _onFailure = onFailure;
        _size = Math.Max(size, 1);
        SetHandler(_in, this);
    }

    private IActorRef Self => StageActor.Ref;

    public override void PreStart()
    {
        SetKeepGoing(true);
        GetStageActor(Receive).Watch(_target);
        _target.Tell(_onInit, Self);
        Pull(_in);
    }

    public override void OnPush()
    {
        _buffer.Enqueue(Grab(_in));
        if (_acknowledged)
            Send();
        if (_buffer.Count < _size)
            Pull(_in);
    }

    public override void OnUpstreamFinish()
    {
        _completing = true;
        if (_buffer.Count == 0)
            Finish();
    }

    public override void OnUpstreamFailure(Exception e)
    {
        _ended = true;
        _target.Tell(_onFailure(e), Self);
        FailStage(e);
    }

    public override void PostStop()
    {
        if (!_ended)
            _target.Tell(_onFailure(new AbruptStageTerminationException(this)), ActorRefs.NoSender);
    }

    private void Receive((IActorRef Sender, object Message) args)
    {
        if (args.Message is Terminated)
        {
            _ended = true;
            CompleteStage();
        }
        else if (Equals(args.Message, _ack))
        {
            _acknowledged = true;
            if (_buffer.Count > 0)
                Send();
            else if (_completing)
                Finish();
            if (!_ended && _buffer.Count < _size && !HasBeenPulled(_in))
                TryPull(_in);
        }
        else
        {
            Log.Warning("Ignoring unexpected message {0} of an actor that was to acknowledge an element", args.Message);
        }
    }

    private void Send()
    {
        _acknowledged = false;
        _target.Tell(_buffer.Dequeue(), Self);
        if (_buffer.Count == 0 && _completing)
            Finish();
    }

    private void Finish()
    {
        _ended = true;
        _target.Tell(_onComplete, Self);
        CompleteStage();
    }
}
