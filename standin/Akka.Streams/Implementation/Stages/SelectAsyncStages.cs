using Akka.Streams.Supervision;

namespace Akka.Streams.Implementation.Stages;

/// <summary>Runs up to so many tasks at once, and hands on their results in the order of the elements.</summary>
internal sealed class SelectAsyncLogic<TIn, TOut>(LinearStage<TIn, TOut> stage, int parallelism, Func<TIn, Task<TOut>> mapper) : LinearLogic<TIn, TOut>(stage)
{
    private readonly Queue<Task<TOut>> _tasks = new();
    private Action<Task<TOut>>? _done;

    public override void PreStart() => _done = GetAsyncCallback<Task<TOut>>(task =>
    {
        if (!task.IsCompletedSuccessfully && Decide(task.Cause()) == Directive.Stop)
            FailStage(task.Cause());
        else
            PushReady();
    });

    public override void OnPush()
    {
        try
        {
            var task = mapper(Grab(In));
            _tasks.Enqueue(task);
            if (!task.IsCompleted)
                task.ContinueWith(_done!, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            else if (!task.IsCompletedSuccessfully && Decide(task.Cause()) == Directive.Stop)
                FailStage(task.Cause());
            else
                PushReady();
        }
        catch (Exception e)
        {
            if (Decide(e) == Directive.Stop)
                FailStage(e);
        }

        PullIfRoom();
    }

    public override void OnPull() => PushReady();

    public override void OnUpstreamFinish()
    {
        if (_tasks.Count == 0)
            CompleteStage();
    }

    private void PushReady()
    {
        while (_tasks.TryPeek(out var task) && task.IsCompleted && !IsClosed(Out))
        {
            if (!task.IsCompletedSuccessfully || task.Result is null)
            {
                _tasks.Dequeue();
                if (!task.IsCompletedSuccessfully && Decide(task.Cause()) == Directive.Stop)
                {
                    FailStage(task.Cause());
                    return;
                }

                continue;
            }

            if (!IsAvailable(Out))
                break;
            Push(Out, _tasks.Dequeue().Result);
        }

        if (IsClosed(In) && _tasks.Count == 0)
            CompleteStage();
        else
            PullIfRoom();
    }

    private void PullIfRoom()
    {
        if (_tasks.Count < parallelism && !HasBeenPulled(In))
            TryPull(In);
    }
}

/// <summary>Runs up to so many tasks at once, and hands on their results as they come.</summary>
internal sealed class SelectAsyncUnorderedLogic<TIn, TOut>(LinearStage<TIn, TOut> stage, int parallelism, Func<TIn, Task<TOut>> mapper)
    : LinearLogic<TIn, TOut>(stage)
{
    private readonly Queue<TOut> _results = new();
    private Action<Task<TOut>>? _done;
    private int _running;

    public override void PreStart() => _done = GetAsyncCallback<Task<TOut>>(Finish);

    public override void OnPush()
    {
        try
        {
            var task = mapper(Grab(In));
            _running++;
            if (task.IsCompleted)
                Finish(task);
            else
                task.ContinueWith(_done!, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        catch (Exception e)
        {
            if (Decide(e) == Directive.Stop)
                FailStage(e);
        }

        PullIfRoom();
    }

    public override void OnPull()
    {
        if (_results.TryDequeue(out var result))
            Push(Out, result);
        CompleteIfDone();
        PullIfRoom();
    }

    public override void OnUpstreamFinish() => CompleteIfDone();

    private void Finish(Task<TOut> task)
    {
        _running--;
        if (!task.IsCompletedSuccessfully)
        {
            if (Decide(task.Cause()) == Directive.Stop)
            {
                FailStage(task.Cause());
                return;
            }
        }
        else if (task.Result is not null)
        {
            if (IsAvailable(Out))
                Push(Out, task.Result);
            else
                _results.Enqueue(task.Result);
        }

        CompleteIfDone();
        PullIfRoom();
    }

    private void CompleteIfDone()
    {
        if (IsClosed(In) && _running == 0 && _results.Count == 0)
            CompleteStage();
    }

    private void PullIfRoom()
    {
        if (_running + _results.Count < parallelism && !HasBeenPulled(In))
            TryPull(In);
    }
}
