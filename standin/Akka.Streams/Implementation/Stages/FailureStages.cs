using Akka.Util;

namespace Akka.Streams.Implementation.Stages;

/// <summary>Completes with one last element in place of a failure, if the function has one for it.</summary>
internal sealed class RecoverLogic<T>(LinearStage<T, T> stage, Func<Exception, Option<T>> recover) : LinearLogic<T, T>(stage)
{
    private T _last = default!;
    private bool _hasLast;

    public override void OnPush() => Push(Out, Grab(In));

    public override void OnPull()
    {
        if (!_hasLast)
        {
            Pull(In);
            return;
        }

        Push(Out, _last);
        CompleteStage();
    }

    public override void OnUpstreamFailure(Exception e)
    {
        var replacement = recover(e);
        if (!replacement.HasValue)
        {
            FailStage(e);
        }
        else if (IsAvailable(Out))
        {
            Push(Out, replacement.Value);
            CompleteStage();
        }
        else
        {
            (_last, _hasLast) = (replacement.Value, true);
        }
    }
}

internal sealed class SelectErrorLogic<T>(LinearStage<T, T> stage, Func<Exception, Exception> selector) : LinearLogic<T, T>(stage)
{
    public override void OnPush() => Push(Out, Grab(In));

    public override void OnUpstreamFailure(Exception e) => FailStage(selector(e));
}

/// <summary>Hands on everything, and reports the end in a task.</summary>
internal sealed class WatchTerminationLogic<T>(LinearStage<T, T> stage, TaskCompletionSource<Done> promise) : LinearLogic<T, T>(stage)
{
    private bool _ended;

    public override void OnPush() => Push(Out, Grab(In));

    public override void OnUpstreamFinish()
    {
        _ended = true;
        promise.TrySetResult(Done.Instance);
        CompleteStage();
    }

    public override void OnUpstreamFailure(Exception e)
    {
        _ended = true;
        promise.TrySetException(e);
        FailStage(e);
    }

    public override void OnDownstreamFinish(Exception cause)
    {
        _ended = true;
        if (cause is SubscriptionWithCancelException.NonFailureCancellation)
            promise.TrySetResult(Done.Instance);
        else
            promise.TrySetException(cause);
        InternalOnDownstreamFinish(cause);
    }

    public override void PostStop()
    {
        if (!_ended)
            promise.TrySetException(new AbruptStageTerminationException(this));
    }
}

internal sealed class LimitLogic<T>(LinearStage<T, T> stage, long max, Func<T, long> cost) : LinearLogic<T, T>(stage)
{
    private readonly long _max = max;
    private long _left = max;

    public override void OnPush()
    {
        var element = Grab(In);
        _left -= cost(element);
        if (_left >= 0)
            Push(Out, element);
        else
            FailStage(new StreamLimitReachedException(_max));
    }
}
