using Akka.Streams.Stage;
using Akka.Streams.Supervision;

namespace Akka.Streams.Implementation.Stages;

internal sealed class BufferLogic<T>(LinearStage<T, T> stage, int size, OverflowStrategy strategy) : LinearLogic<T, T>(stage)
{
    private readonly LinkedList<T> _dropping = new();
    private readonly Queue<T> _buffer = new();

    public override void PreStart() => Pull(In);

    public override void OnPush()
    {
        var element = Grab(In);
        if (IsAvailable(Out) && Count == 0)
        {
            Push(Out, element);
            Pull(In);
            return;
        }

        if (Count < size)
        {
            Add(element);
        }
        else
        {
            switch (strategy)
            {
                case OverflowStrategy.DropHead:
                    _dropping.RemoveFirst();
                    Add(element);
                    break;
                case OverflowStrategy.DropTail:
                    _dropping.RemoveLast();
                    Add(element);
                    break;
                case OverflowStrategy.DropBuffer:
                    _dropping.Clear();
                    Add(element);
                    break;
                case OverflowStrategy.DropNew:
                    break;
                default:
                    FailStage(new BufferOverflowException($"Buffer overflow (max capacity was {size})"));
                    return;
            }
        }

        if (strategy != OverflowStrategy.Backpressure || Count < size)
            Pull(In);
    }

    public override void OnPull()
    {
        if (Count > 0)
            Push(Out, Take());
        if (IsClosed(In))
        {
            if (Count == 0)
                CompleteStage();
        }
        else if (!HasBeenPulled(In))
        {
            Pull(In);
        }
    }

    public override void OnUpstreamFinish()
    {
        if (Count == 0)
            CompleteStage();
    }

    private bool Drops => strategy is OverflowStrategy.DropHead or OverflowStrategy.DropTail or OverflowStrategy.DropBuffer;

    private int Count => Drops ? _dropping.Count : _buffer.Count;

    private void Add(T element)
    {
        if (Drops)
            _dropping.AddLast(element);
        else
            _buffer.Enqueue(element);
    }

    private T Take()
    {
        if (!Drops)
            return _buffer.Dequeue();
        var first = _dropping.First!.Value;
        _dropping.RemoveFirst();
        return first;
    }
}

/// <summary>Makes one element of all that come while the downstream is busy.</summary>
internal sealed class BatchLogic<TIn, TOut>(
    LinearStage<TIn, TOut> stage, long max, Func<TIn, long> cost, Func<TIn, TOut> seed, Func<TOut, TIn, TOut> aggregate)
    : LinearLogic<TIn, TOut>(stage)
{
    private readonly long _max = max;
    private long _left = max;
    private TOut _batch = default!;
    private bool _hasBatch;
    private TIn _pending = default!;
    private bool _hasPending;

    public override void PreStart() => Pull(In);

    public override void OnPush()
    {
        var element = Grab(In);
        var price = cost(element);
        try
        {
            if (!_hasBatch)
            {
                _left -= price;
                _batch = seed(element);
                _hasBatch = true;
            }
            else if (_left < price)
            {
                (_pending, _hasPending) = (element, true);
            }
            else
            {
                _left -= price;
                _batch = aggregate(_batch, element);
            }
        }
        catch (Exception e)
        {
            if (!Recover(e))
                return;
        }

        if (IsAvailable(Out) && _hasBatch)
            Flush();
        if (!_hasPending && !HasBeenPulled(In))
            TryPull(In);
    }

    public override void OnPull()
    {
        if (!_hasBatch)
        {
            if (IsClosed(In))
                CompleteStage();
            else if (!HasBeenPulled(In))
                Pull(In);
            return;
        }

        Flush();
        if (IsClosed(In) && !_hasBatch)
            CompleteStage();
        else if (!_hasPending && !HasBeenPulled(In))
            TryPull(In);
    }

    public override void OnUpstreamFinish()
    {
        if (!_hasBatch)
            CompleteStage();
    }

    private void Flush()
    {
        Push(Out, _batch);
        (_batch, _hasBatch, _left) = (default!, false, _max);
        if (!_hasPending)
            return;
        var pending = _pending;
        (_pending, _hasPending) = (default!, false);
        try
        {
            _batch = seed(pending);
            _hasBatch = true;
            _left -= cost(pending);
        }
        catch (Exception e)
        {
            Recover(e);
        }
    }

    private bool Recover(Exception e)
    {
        switch (Decide(e))
        {
            case Directive.Stop:
                FailStage(e);
                return false;
            case Directive.Restart:
                (_batch, _hasBatch, _left) = (default!, false, _max);
                return true;
            default:
                return true;
        }
    }
}

/// <summary>Passes on to the second outlet what it can take at once; it never holds up the first.</summary>
internal sealed class WireTapStage<T> : GraphStage<UniformFanOutShape<T, T>>
{
    public override UniformFanOutShape<T, T> Shape { get; } = new(2, "WireTap");

    protected override Attributes InitialAttributes => Attributes.CreateName("WireTap");

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(Shape);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly Inlet<T> _in;
        private readonly Outlet<T> _main;
        private readonly Outlet<T> _tap;
        private T _pending = default!;
        private bool _hasPending;

        public Logic(UniformFanOutShape<T, T> shape) : base(shape)
        {
            _in = shape.In;
            _main = shape.Out(0);
            _tap = shape.Out(1);
            SetHandlers(_in, _main, this);
            SetHandler(
                _tap,
                onPull: () =>
                {
                    if (!_hasPending)
                        return;
                    _hasPending = false;
                    Push(_tap, _pending);
                },
                onDownstreamFinish: _ => _hasPending = false);
        }

        public override void OnPush()
        {
            var element = Grab(_in);
            Push(_main, element);
            if (IsAvailable(_tap))
                Push(_tap, element);
            else if (!IsClosed(_tap))
                (_pending, _hasPending) = (element, true);
        }

        public override void OnPull() => Pull(_in);
    }
}
