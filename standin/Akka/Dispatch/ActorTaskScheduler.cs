using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Dispatch;

/// <summary>Runs the steps of an actor's asynchronous handler on the actor's turns, so that it stays the only one at work in the actor.</summary>
public class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;

    internal ActorTaskScheduler(ActorCell cell) => _cell = cell;

    public override int MaximumConcurrencyLevel => 1;

    public object CurrentMessage { get; private set; }

    public static void RunTask(Action action) =>
        RunTask(() =>
        {
            action();
            return Task.CompletedTask;
        });

    public static void RunTask(Func<Task> asyncAction)
    {
        var cell = InternalCurrentActorCellKeeper.Current
            ?? throw new InvalidOperationException("RunTask was called outside of an actor's message handling.");
        var mailbox = cell.Mailbox;
        var scheduler = cell.TaskScheduler;

        // No other message until the task has ended.
        mailbox.SuspendForTask();
        scheduler.CurrentMessage = cell.CurrentMessage;
        Task.Factory.StartNew(asyncAction, CancellationToken.None, TaskCreationOptions.None, scheduler)
            .Unwrap()
            .ContinueWith(
                task => Finish(cell, scheduler, task),
                CancellationToken.None,
                TaskContinuationOptions.None,
                scheduler);
    }

    internal void Execute(Task task)
    {
        OnBeforeTaskStarted();
        TryExecuteTask(task);
        OnAfterTaskCompleted();
    }

    protected virtual void OnBeforeTaskStarted()
    {
    }

    protected virtual void OnAfterTaskCompleted()
    {
    }

    protected override IEnumerable<Task> GetScheduledTasks() => null;

    protected override void QueueTask(Task task)
    {
        if (task.CreationOptions.HasFlag(TaskCreationOptions.LongRunning))
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        else if (InternalCurrentActorCellKeeper.Current == _cell)
            Execute(task);
        else
            _cell.SendSystemMessage(new SysMsg.ActorTask(task));
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && InternalCurrentActorCellKeeper.Current == _cell && TryExecuteTask(task);

    private static void Finish(ActorCell cell, ActorTaskScheduler scheduler, Task task)
    {
        var message = scheduler.CurrentMessage;
        cell.Mailbox.ResumeAfterTask();
        scheduler.CurrentMessage = null;
        if (task.IsCompletedSuccessfully)
        {
            cell.CheckReceiveTimeout(message is not INotInfluenceReceiveTimeout);
            return;
        }

        cell.HandleInvokeFailure(task.IsCanceled ? new TaskCanceledException(task) : Unwrap(task.Exception));
    }

    private static Exception Unwrap(AggregateException exception)
    {
        var flat = exception.Flatten();
        return flat.InnerExceptions.Count == 1 ? flat.InnerExceptions[0] : flat;
    }
}
