namespace Akka.Streams.Implementation.Stages;

/// <summary>Hands on everything until a task ends: then it completes or fails as the task does.</summary>
internal sealed class KillSwitchLogic<T>(LinearStage<T, T> stage, Task<Done> signal) : LinearLogic<T, T>(stage)
{
    private readonly CancellationTokenSource _detach = new();

    public override void PreStart()
    {
        if (signal.IsCompleted)
            End(signal);
        else
            signal.ContinueWith(GetAsyncCallback<Task<Done>>(End), _detach.Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public override void OnPush() => Push(Out, Grab(In));

    /// <summary>A shared switch outlives this stream, and must not hold on to it.</summary>
    public override void PostStop() => _detach.Cancel();

    private void End(Task<Done> task)
    {
        if (task.IsCompletedSuccessfully)
            CompleteStage();
        else
            FailStage(task.Cause());
    }
}

/// <summary>Hands on everything until a token is cancelled.</summary>
internal sealed class CancellationLogic<T>(LinearStage<T, T> stage, CancellationToken token, bool gracefully) : LinearLogic<T, T>(stage)
{
    private CancellationTokenRegistration _registration;

    public override void PreStart()
    {
        if (token.IsCancellationRequested)
            End();
        else
            _registration = token.Register(GetAsyncCallback(End));
    }

    public override void OnPush() => Push(Out, Grab(In));

    public override void PostStop() => _registration.Dispose();

    private void End()
    {
        if (gracefully)
            CompleteStage();
        else
            FailStage(new OperationCanceledException($"Stage cancelled due to cancellation token request.", token));
    }
}
