using Akka.Actor;
using Akka.Streams.Stage;
using Akka.Util;

namespace Akka.Streams.Implementation.Stages;

internal sealed class EnumeratorLogic<T> : OutGraphStageLogic
{
    private readonly Outlet<T> _out;
    private readonly Func<IEnumerator<T>> _create;
    private IEnumerator<T>? _enumerator;

    public EnumeratorLogic(SourceStage<T, NotUsed> stage, Func<IEnumerator<T>> create) : base(stage.Shape)
    {
        _out = stage.Out;
        _create = create;
        SetHandler(_out, this);
    }

    public override void PreStart()
    {
        try
        {
            _enumerator = _create();
            if (!_enumerator.MoveNext())
                CompleteStage();
        }
        catch (Exception e)
        {
            FailStage(e);
        }
    }

    public override void OnPull()
    {
        try
        {
            Push(_out, _enumerator!.Current);
            if (!_enumerator.MoveNext())
                CompleteStage();
        }
        catch (Exception e)
        {
            if (Supervised.Decide(this, e) == Streams.Supervision.Directive.Stop)
                FailStage(e);
            else if (!IsClosed(_out) && IsAvailable(_out))
                OnPull();
        }
    }

    public override void PostStop() => _enumerator?.Dispose();
}

internal sealed class SingleLogic<T> : OutGraphStageLogic
{
    private readonly Outlet<T> _out;
    private readonly T _element;

    public SingleLogic(SourceStage<T, NotUsed> stage, T element) : base(stage.Shape)
    {
        _out = stage.Out;
        _element = element;
        SetHandler(_out, this);
    }

    public override void OnPull()
    {
        Push(_out, _element);
        CompleteStage();
    }
}

/// <summary>Pushes what a function gives, for ever or until it gives nothing.</summary>
internal sealed class UnfoldLogic<T> : OutGraphStageLogic
{
    private readonly Outlet<T> _out;
    private readonly Func<Option<T>> _next;

    public UnfoldLogic(SourceStage<T, NotUsed> stage, Func<Option<T>> next) : base(stage.Shape)
    {
        _out = stage.Out;
        _next = next;
        SetHandler(_out, this);
    }

    public override void OnPull()
    {
        var next = _next();
        if (next.HasValue)
            Push(_out, next.Value);
        else
            CompleteStage();
    }
}

/// <summary>Pushes what a function's tasks give, until one gives nothing.</summary>
internal sealed class UnfoldAsyncLogic<T> : OutGraphStageLogic
{
    private readonly Outlet<T> _out;
    private readonly Func<Task<Option<T>>> _next;
    private Action<Task<Option<T>>>? _done;

    public UnfoldAsyncLogic(SourceStage<T, NotUsed> stage, Func<Task<Option<T>>> next) : base(stage.Shape)
    {
        _out = stage.Out;
        _next = next;
        SetHandler(_out, this);
    }

    public override void PreStart() => _done = GetAsyncCallback<Task<Option<T>>>(Handle);

    public override void OnPull()
    {
        var task = _next();
        if (task.IsCompleted)
            Handle(task);
        else
            task.ContinueWith(_done!, TaskContinuationOptions.ExecuteSynchronously);
    }

    private void Handle(Task<Option<T>> task)
    {
        if (!task.IsCompletedSuccessfully)
            FailStage(task.Cause());
        else if (task.Result.HasValue)
            Push(_out, task.Result.Value);
        else
            CompleteStage();
    }
}

internal sealed class FailedLogic<T> : OutGraphStageLogic
{
    private readonly Exception _cause;

    public FailedLogic(SourceStage<T, NotUsed> stage, Exception cause) : base(stage.Shape)
    {
        _cause = cause;
        SetHandler(stage.Out, this);
    }

    public override void PreStart() => FailStage(_cause);

    public override void OnPull()
    {
    }
}

internal sealed class EmptyLogic<T> : OutGraphStageLogic
{
    public EmptyLogic(SourceStage<T, NotUsed> stage) : base(stage.Shape) => SetHandler(stage.Out, this);

    public override void PreStart() => CompleteStage();

    public override void OnPull() => CompleteStage();
}

/// <summary>Pushes the result of a task, and completes; nothing if the task ends with a null.</summary>
internal sealed class TaskLogic<T> : OutGraphStageLogic
{
    private readonly Outlet<T> _out;
    private readonly Task<T> _task;

    public TaskLogic(SourceStage<T, NotUsed> stage, Task<T> task) : this(stage.Shape, task)
    {
    }

    public TaskLogic(SourceShape<T> shape, Task<T> task) : base(shape)
    {
        _out = shape.Outlet;
        _task = task;
        SetHandler(_out, this);
    }

    public override void PreStart()
    {
        if (_task.IsCompleted)
            Handle(_task);
        else
            _task.ContinueWith(GetAsyncCallback<Task<T>>(Handle), TaskContinuationOptions.ExecuteSynchronously);
    }

    public override void OnPull()
    {
    }

    private void Handle(Task<T> task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            FailStage(task.Cause());
            return;
        }

        if (task.Result is not null)
            Emit(_out, task.Result);
        CompleteStage();
    }
}

internal sealed class TickLogic<T> : TimerGraphStageLogic, IOutHandler
{
    private readonly Outlet<T> _out;
    private readonly TimeSpan _initialDelay;
    private readonly TimeSpan _interval;
    private readonly T _tick;
    private readonly TickCancelable _cancelable;

    public TickLogic(SourceStage<T, ICancelable> stage, TimeSpan initialDelay, TimeSpan interval, T tick, TickCancelable cancelable) : base(stage.Shape)
    {
        _out = stage.Out;
        _initialDelay = initialDelay;
        _interval = interval;
        _tick = tick;
        _cancelable = cancelable;
        SetHandler(_out, (IOutHandler)this);
    }

    public override void PreStart()
    {
        ScheduleRepeatedly(nameof(TickLogic<T>), _initialDelay, _interval);
        _cancelable.Token.Register(GetAsyncCallback(CompleteStage));
    }

    public void OnPull()
    {
    }

    public void OnDownstreamFinish(Exception cause) => InternalOnDownstreamFinish(cause);

    /// <summary>A tick that nobody asked for is dropped.</summary>
    protected override void OnTimer(object timerKey)
    {
        if (IsAvailable(_out) && !_cancelable.IsCancellationRequested)
            Push(_out, _tick);
    }
}

/// <summary>Ends the ticks.</summary>
internal sealed class TickCancelable : ICancelable
{
    private readonly CancellationTokenSource _source = new();

    public bool IsCancellationRequested => _source.IsCancellationRequested;

    public CancellationToken Token => _source.Token;

    public void Cancel() => _source.Cancel();

    public void Cancel(bool throwOnFirstException) => _source.Cancel(throwOnFirstException);

    public void CancelAfter(TimeSpan delay) => _source.CancelAfter(delay);

    public void CancelAfter(int millisecondsDelay) => _source.CancelAfter(millisecondsDelay);
}

internal static class TaskCause
{
    /// <summary>Why a task did not succeed: its own exception where there is only one.</summary>
    public static Exception Cause(this Task task) => task.Exception switch
    {
        null => new TaskCanceledException(task),
        { InnerExceptions.Count: 1 } single => single.InnerException!,
        var several => several,
    };
}
