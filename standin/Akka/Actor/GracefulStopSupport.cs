using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) =>
        GracefulStop(target, timeout, PoisonPill.Instance);

    /// <returns>True once the target has stopped; false when it did not within the timeout.</returns>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var watched = (IInternalActorRef)target;
        var stopped = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watcher = new StopWatcher(stopped, watched);
        watched.SendSystemMessage(new Watch(watched, watcher));
        target.Tell(stopMessage, ActorRefs.NoSender);
        try
        {
            return await stopped.Task.WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            watched.SendSystemMessage(new Unwatch(watched, watcher));
            return false;
        }
    }

    private sealed class StopWatcher : MinimalActorRef
    {
        private readonly TaskCompletionSource<bool> _stopped;
        private readonly IInternalActorRef _target;

        public StopWatcher(TaskCompletionSource<bool> stopped, IInternalActorRef target)
        {
            _stopped = stopped;
            _target = target;
            Path = target.Provider.TempPath();
        }

        public override ActorPath Path { get; }

        public override IActorRefProvider Provider => _target.Provider;

        public override void SendSystemMessage(ISystemMessage message)
        {
            if (message is DeathWatchNotification dead && dead.Actor.Equals(_target))
                _stopped.TrySetResult(true);
        }
    }
}
