using System.Collections.Immutable;
using Akka.Streams.Supervision;

namespace Akka.Streams.Implementation.Stages;

internal sealed class SelectLogic<TIn, TOut>(LinearStage<TIn, TOut> stage, Func<TIn, TOut> mapper) : LinearLogic<TIn, TOut>(stage)
{
    public override void OnPush()
    {
        try
        {
            Push(Out, mapper(Grab(In)));
        }
        catch (Exception e)
        {
            if (Decide(e) == Directive.Stop)
                FailStage(e);
            else
                Pull(In);
        }
    }
}

internal sealed class WhereLogic<T>(LinearStage<T, T> stage, Predicate<T> predicate) : LinearLogic<T, T>(stage)
{
    public override void OnPush()
    {
        try
        {
            var element = Grab(In);
            if (predicate(element))
                Push(Out, element);
            else
                Pull(In);
        }
        catch (Exception e)
        {
            if (Decide(e) == Directive.Stop)
                FailStage(e);
            else
                Pull(In);
        }
    }
}

internal sealed class CollectLogic<TIn, TOut>(LinearStage<TIn, TOut> stage, Func<TIn, bool> isDefined, Func<TIn, TOut> collector) : LinearLogic<TIn, TOut>(stage)
{
    public override void OnPush()
    {
        try
        {
            var element = Grab(In);
            var result = isDefined(element) ? collector(element) : default;
            if (result is null || !isDefined(element))
                Pull(In);
            else
                Push(Out, result);
        }
        catch (Exception e)
        {
            if (Decide(e) == Directive.Stop)
                FailStage(e);
            else
                Pull(In);
        }
    }
}

internal sealed class SelectManyLogic<TIn, TOut>(LinearStage<TIn, TOut> stage, Func<Func<TIn, IEnumerable<TOut>>> factory) : LinearLogic<TIn, TOut>(stage)
{
    private Func<TIn, IEnumerable<TOut>> _mapper = factory();
    private IEnumerator<TOut>? _current;
    private bool _hasNext;

    public override void OnPush()
    {
        try
        {
            _current = _mapper(Grab(In)).GetEnumerator();
            PushNext();
        }
        catch (Exception e)
        {
            Handle(e);
        }
    }

    public override void OnPull()
    {
        try
        {
            PushNext();
        }
        catch (Exception e)
        {
            Handle(e);
        }
    }

    public override void OnUpstreamFinish()
    {
        if (!_hasNext)
            CompleteStage();
    }

    public override void PostStop() => Drop();

    private void PushNext()
    {
        if (_current is not null && (_hasNext || _current.MoveNext()))
        {
            Push(Out, _current.Current);
            _hasNext = _current.MoveNext();
            if (_hasNext)
                return;
            Drop();
            if (IsClosed(In))
                CompleteStage();
            return;
        }

        Drop();
        if (IsClosed(In))
            CompleteStage();
        else if (!HasBeenPulled(In))
            Pull(In);
    }

    private void Handle(Exception e)
    {
        Drop();
        switch (Decide(e))
        {
            case Directive.Stop:
                FailStage(e);
                return;
            case Directive.Restart:
                _mapper = factory();
                break;
        }

        if (IsClosed(In))
            CompleteStage();
        else if (IsAvailable(Out) && !HasBeenPulled(In))
            Pull(In);
    }

    private void Drop()
    {
        _hasNext = false;
        _current?.Dispose();
        _current = null;
    }
}

internal sealed class TakeLogic<T>(LinearStage<T, T> stage, long count) : LinearLogic<T, T>(stage)
{
    private long _left = count;

    public override void PreStart()
    {
        if (_left <= 0)
            CompleteStage();
    }

    public override void OnPush()
    {
        Push(Out, Grab(In));
        if (--_left <= 0)
            CompleteStage();
    }
}

internal sealed class TakeWhileLogic<T>(LinearStage<T, T> stage, Predicate<T> predicate, bool inclusive) : LinearLogic<T, T>(stage)
{
    public override void OnPush()
    {
        try
        {
            var element = Grab(In);
            var goesOn = predicate(element);
            if (goesOn || inclusive)
                Push(Out, element);
            if (!goesOn)
                CompleteStage();
        }
        catch (Exception e)
        {
            if (Decide(e) == Directive.Stop)
                FailStage(e);
            else
                Pull(In);
        }
    }
}

internal sealed class SkipLogic<T>(LinearStage<T, T> stage, long count) : LinearLogic<T, T>(stage)
{
    private long _left = count;

    public override void OnPush()
    {
        if (_left <= 0)
        {
            Push(Out, Grab(In));
            return;
        }

        _left--;
        Grab(In);
        Pull(In);
    }
}

internal sealed class SkipWhileLogic<T>(LinearStage<T, T> stage, Predicate<T> predicate) : LinearLogic<T, T>(stage)
{
    private bool _skips = true;

    public override void OnPush()
    {
        try
        {
            var element = Grab(In);
            _skips = _skips && predicate(element);
            if (_skips)
                Pull(In);
            else
                Push(Out, element);
        }
        catch (Exception e)
        {
            if (Decide(e) == Directive.Stop)
                FailStage(e);
            else
                Pull(In);
        }
    }
}

internal sealed class GroupedLogic<T>(LinearStage<T, IEnumerable<T>> stage, int count) : LinearLogic<T, IEnumerable<T>>(stage)
{
    private List<T> _group = new(count);

    public override void OnPush()
    {
        _group.Add(Grab(In));
        if (_group.Count < count)
            Pull(In);
        else
            Flush();
    }

    public override void OnUpstreamFinish()
    {
        if (_group.Count > 0)
            Emit(Out, Take());
        CompleteStage();
    }

    private void Flush() => Push(Out, Take());

    private IEnumerable<T> Take()
    {
        var group = _group;
        _group = new List<T>(count);
        return group;
    }
}

internal sealed class SlidingLogic<T>(LinearStage<T, IEnumerable<T>> stage, int count, int step) : LinearLogic<T, IEnumerable<T>>(stage)
{
    private ImmutableList<T> _window = [];

    public override void OnPush()
    {
        _window = _window.Add(Grab(In));
        if (_window.Count < count)
        {
            Pull(In);
        }
        else if (_window.Count == count)
        {
            Push(Out, _window);
        }
        else if (step <= count)
        {
            _window = _window.RemoveRange(0, step);
            if (_window.Count == count)
                Push(Out, _window);
            else
                Pull(In);
        }
        else
        {
            if (_window.Count == step)
                _window = [];
            Pull(In);
        }
    }

    public override void OnUpstreamFinish()
    {
        if (_window.Count < count && _window.Count > 0)
            Emit(Out, _window);
        CompleteStage();
    }
}

internal sealed class IdentityLogic<T>(LinearStage<T, T> stage) : LinearLogic<T, T>(stage)
{
    public override void OnPush() => Push(Out, Grab(In));
}
