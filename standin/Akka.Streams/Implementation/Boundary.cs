using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation;

/// <summary>
/// A wire between two islands: elements go one way as messages, demand goes the other way in batches.
/// The consumer asks for a whole buffer at first, and for half a buffer each time it has handed on half a buffer.
/// </summary>
internal sealed class Boundary
{
    private readonly GraphInterpreter[] _ends = new GraphInterpreter[2];

    public Boundary(int bufferSize)
    {
        Producer = new BoundaryProducer(this);
        Consumer = new BoundaryConsumer(this, bufferSize);
    }

    public BoundaryProducer Producer { get; }

    public BoundaryConsumer Consumer { get; }

    public void Place(GraphInterpreter producer, GraphInterpreter consumer)
    {
        _ends[0] = producer;
        _ends[1] = consumer;
    }

    public void ToProducer<T>(T signal, Action<T> handler) => Send(_ends[0], Producer, signal, handler);

    public void ToConsumer<T>(T signal, Action<T> handler) => Send(_ends[1], Consumer, signal, handler);

    /// <summary>An end without an actor belongs to a materialisation that was cut short: nothing runs there, nothing is to be told.</summary>
    private static void Send<T>(GraphInterpreter interpreter, GraphStageLogic logic, T signal, Action<T> handler) =>
        interpreter.Self?.Tell(new AsyncInput<T>(interpreter, logic, signal, handler), ActorRefs.NoSender);
}

/// <summary>The last stage of the island that the elements come from.</summary>
internal sealed class BoundaryProducer : InGraphStageLogic
{
    internal static readonly Inlet<object> In = new("boundary.in") { Id = 0 };
    private readonly Boundary _boundary;
    private readonly Action<object> _onElement;
    private readonly Action<Exception> _onEnd;
    private long _demand;

    public BoundaryProducer(Boundary boundary) : base(1, 0)
    {
        _boundary = boundary;
        _onElement = element => _boundary.Consumer.OnElement(element);
        _onEnd = cause => _boundary.Consumer.OnEnd(cause);
        SetHandler(In, this);
    }

    public override void OnPush()
    {
        _demand--;
        _boundary.ToConsumer(Grab(In), _onElement);
        if (_demand > 0)
            Pull(In);
    }

    public override void OnUpstreamFinish()
    {
        _boundary.ToConsumer(null, _onEnd);
        CompleteStage();
    }

    public override void OnUpstreamFailure(Exception e)
    {
        _boundary.ToConsumer(e, _onEnd);
        CompleteStage();
    }

    public override void PostStop()
    {
        if (!IsClosed(In))
            _boundary.ToConsumer(new AbruptTerminationException(Interpreter.Self), _onEnd);
    }

    public void OnRequest(long count)
    {
        _demand += count;
        if (!IsClosed(In) && !HasBeenPulled(In))
            Pull(In);
    }

    public void OnCancel(Exception cause) => Cancel(In, cause);
}

/// <summary>The first stage of the island that the elements go to.</summary>
internal sealed class BoundaryConsumer : OutGraphStageLogic
{
    internal static readonly Outlet<object> Out = new("boundary.out") { Id = 0 };
    private readonly Boundary _boundary;
    private readonly Queue<object> _buffer = new();
    private readonly int _bufferSize;
    private readonly int _batch;
    private readonly Action<long> _request;
    private readonly Action<Exception> _cancel;
    private int _handedOn;
    private bool _upstreamEnded;

    public BoundaryConsumer(Boundary boundary, int bufferSize) : base(0, 1)
    {
        _boundary = boundary;
        _bufferSize = Math.Max(bufferSize, 1);
        _batch = Math.Max(_bufferSize / 2, 1);
        _request = count => _boundary.Producer.OnRequest(count);
        _cancel = cause => _boundary.Producer.OnCancel(cause);
        SetHandler(Out, this);
    }

    public override void PreStart() => _boundary.ToProducer(_bufferSize, _request);

    public void OnElement(object element)
    {
        _buffer.Enqueue(element);
        if (IsAvailable(Out))
            PushNext();
    }

    /// <summary>A failure goes ahead of the elements that wait; a completion comes after them.</summary>
    public void OnEnd(Exception failure)
    {
        _upstreamEnded = true;
        if (failure is not null)
        {
            _buffer.Clear();
            Fail(Out, failure);
        }
        else if (_buffer.Count == 0)
        {
            Complete(Out);
        }
    }

    /// <summary>This end is stopped: the stages after it learn so, and the other end too.</summary>
    public void OnAbort(Exception cause)
    {
        CancelUpstream(cause);
        OnEnd(cause);
    }

    public override void OnPull()
    {
        if (_buffer.Count > 0)
            PushNext();
    }

    public override void OnDownstreamFinish(Exception cause)
    {
        CancelUpstream(cause);
        CompleteStage();
    }

    public override void PostStop() => CancelUpstream(new AbruptTerminationException(Interpreter.Self));

    private void CancelUpstream(Exception cause)
    {
        if (_upstreamEnded)
            return;
        _upstreamEnded = true;
        _boundary.ToProducer(cause, _cancel);
    }

    private void PushNext()
    {
        Push(Out, _buffer.Dequeue());
        if (_upstreamEnded)
        {
            if (_buffer.Count == 0)
                Complete(Out);
        }
        else if (++_handedOn == _batch)
        {
            _handedOn = 0;
            _boundary.ToProducer(_batch, _request);
        }
    }
}
