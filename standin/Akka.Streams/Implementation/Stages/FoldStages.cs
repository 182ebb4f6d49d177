using Akka.Streams.Supervision;

namespace Akka.Streams.Implementation.Stages;

internal sealed class ScanLogic<TIn, TOut>(LinearStage<TIn, TOut> stage, TOut zero, Func<TOut, TIn, TOut> scan) : LinearLogic<TIn, TOut>(stage)
{
    private readonly TOut _zero = zero;
    private TOut _state = zero;
    private bool _hasEmittedZero;

    public override void OnPull()
    {
        if (_hasEmittedZero)
        {
            Pull(In);
            return;
        }

        _hasEmittedZero = true;
        Push(Out, _state);
        if (IsClosed(In))
            CompleteStage();
    }

    public override void OnPush()
    {
        try
        {
            _state = scan(_state, Grab(In));
            Push(Out, _state);
        }
        catch (Exception e)
        {
            switch (Decide(e))
            {
                case Directive.Stop:
                    FailStage(e);
                    break;
                case Directive.Resume:
                    Pull(In);
                    break;
                default:
                    _state = _zero;
                    Push(Out, _state);
                    break;
            }
        }
    }

    public override void OnUpstreamFinish()
    {
        if (_hasEmittedZero)
            CompleteStage();
    }
}

internal sealed class AggregateLogic<TIn, TOut>(LinearStage<TIn, TOut> stage, TOut zero, Func<TOut, TIn, TOut> aggregate) : LinearLogic<TIn, TOut>(stage)
{
    private readonly TOut _zero = zero;
    private TOut _state = zero;

    public override void OnPush()
    {
        try
        {
            _state = aggregate(_state, Grab(In));
        }
        catch (Exception e)
        {
            switch (Decide(e))
            {
                case Directive.Stop:
                    FailStage(e);
                    return;
                case Directive.Restart:
                    _state = _zero;
                    break;
            }
        }

        Pull(In);
    }

    public override void OnUpstreamFinish()
    {
        if (IsAvailable(Out))
        {
            Push(Out, _state);
            CompleteStage();
        }
    }

    public override void OnPull()
    {
        if (!IsClosed(In))
        {
            Pull(In);
            return;
        }

        Push(Out, _state);
        CompleteStage();
    }
}

/// <summary>Aggregates with the first element as the start; fails when there is none.</summary>
internal sealed class SumLogic<T>(LinearStage<T, T> stage, Func<T, T, T> reduce) : LinearLogic<T, T>(stage)
{
    private T? _state;
    private bool _hasState;

    public override void OnPush()
    {
        try
        {
            var element = Grab(In);
            _state = _hasState ? reduce(_state!, element) : element;
            _hasState = true;
        }
        catch (Exception e)
        {
            switch (Decide(e))
            {
                case Directive.Stop:
                    FailStage(e);
                    return;
                case Directive.Restart:
                    _hasState = false;
                    break;
            }
        }

        Pull(In);
    }

    public override void OnUpstreamFinish()
    {
        if (!_hasState)
        {
            FailStage(new NoSuchElementException("reduce over empty stream"));
            return;
        }

        Emit(Out, _state!);
        CompleteStage();
    }
}
