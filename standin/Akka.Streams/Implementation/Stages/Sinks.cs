using System.Collections.Immutable;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Stages;

/// <summary>A sink that takes every element at once and ends in a task, which fails if the stream's actor is stopped before.</summary>
internal abstract class TaskSinkLogic<TIn, TResult> : InGraphStageLogic
{
    private readonly TaskCompletionSource<TResult> _promise;

    protected TaskSinkLogic(SinkStage<TIn, Task<TResult>> stage, TaskCompletionSource<TResult> promise) : base(stage.Shape)
    {
        _promise = promise;
        In = stage.In;
        SetHandler(In, this);
    }

    protected Inlet<TIn> In { get; }

    public override void PreStart() => Pull(In);

    public override void OnPush()
    {
        Take(Grab(In));
        if (!IsClosed(In))
            Pull(In);
    }

    public override void OnUpstreamFinish() => Finish();

    public override void OnUpstreamFailure(Exception e)
    {
        _promise.TrySetException(e);
        FailStage(e);
    }

    public override void PostStop()
    {
        if (!_promise.Task.IsCompleted)
            _promise.TrySetException(new AbruptStageTerminationException(this));
    }

    protected abstract void Take(TIn element);

    protected abstract void Finish();

    protected void Succeed(TResult result)
    {
        _promise.TrySetResult(result);
        CompleteStage();
    }

    protected void Break(Exception cause)
    {
        _promise.TrySetException(cause);
        FailStage(cause);
    }
}

internal sealed class IgnoreLogic<T>(SinkStage<T, Task<Done>> stage, TaskCompletionSource<Done> promise) : TaskSinkLogic<T, Done>(stage, promise)
{
    protected override void Take(T element)
    {
    }

    protected override void Finish() => Succeed(Done.Instance);
}

internal sealed class FirstLogic<T>(SinkStage<T, Task<T>> stage, TaskCompletionSource<T> promise, bool orDefault) : TaskSinkLogic<T, T>(stage, promise)
{
    protected override void Take(T element) => Succeed(element);

    protected override void Finish()
    {
        if (orDefault)
            Succeed(default!);
        else
            Break(new NoSuchElementException("First of empty stream"));
    }
}

internal sealed class LastLogic<T>(SinkStage<T, Task<T>> stage, TaskCompletionSource<T> promise, bool orDefault) : TaskSinkLogic<T, T>(stage, promise)
{
    private T _last = default!;
    private bool _hasLast;

    protected override void Take(T element)
    {
        _last = element;
        _hasLast = true;
    }

    protected override void Finish()
    {
        if (_hasLast || orDefault)
            Succeed(_last);
        else
            Break(new NoSuchElementException("Last of empty stream"));
    }
}

internal sealed class SeqLogic<T>(SinkStage<T, Task<IImmutableList<T>>> stage, TaskCompletionSource<IImmutableList<T>> promise)
    : TaskSinkLogic<T, IImmutableList<T>>(stage, promise)
{
    private readonly ImmutableList<T>.Builder _elements = ImmutableList.CreateBuilder<T>();

    protected override void Take(T element) => _elements.Add(element);

    protected override void Finish() => Succeed(_elements.ToImmutable());
}

internal sealed class CancelledLogic<T> : InGraphStageLogic
{
    private readonly Inlet<T> _in;

    public CancelledLogic(SinkStage<T, NotUsed> stage) : base(stage.Shape)
    {
        _in = stage.In;
        SetHandler(_in, this);
    }

    public override void PreStart() => Cancel(_in);

    public override void OnPush()
    {
    }
}

internal sealed class OnCompleteLogic<T> : InGraphStageLogic
{
    private readonly Inlet<T> _in;
    private readonly Action _success;
    private readonly Action<Exception> _failure;
    private bool _isDone;

    public OnCompleteLogic(SinkStage<T, NotUsed> stage, Action success, Action<Exception> failure) : base(stage.Shape)
    {
        _in = stage.In;
        _success = success;
        _failure = failure;
        SetHandler(_in, this);
    }

    public override void PreStart() => Pull(_in);

    public override void OnPush()
    {
        Grab(_in);
        Pull(_in);
    }

    public override void OnUpstreamFinish()
    {
        _isDone = true;
        _success();
        CompleteStage();
    }

    public override void OnUpstreamFailure(Exception e)
    {
        _isDone = true;
        _failure(e);
        FailStage(e);
    }

    public override void PostStop()
    {
        if (!_isDone)
            _failure(new AbruptStageTerminationException(this));
    }
}
