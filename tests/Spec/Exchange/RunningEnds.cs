using Akka.Actor;

namespace Weir.Spec.Exchange;

/// <summary>The ends of channels that exchanges run at a moment, and when they have stopped.</summary>
internal sealed class RunningEnds(IReadOnlyList<(ActorSystem System, IActorRef Watcher)> watchers, int count, Task allEnded) : IDisposable
{
    public int Count => count;

    public Task AllEnded => allEnded;

    public static async Task<RunningEnds> WatchAsync(params ExchangeNode[] nodes)
    {
        var watchers = new List<(ActorSystem, IActorRef)>();
        var ended = new List<Task>();
        int count = 0;
        foreach (ExchangeNode node in nodes)
        {
            var found = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            watchers.Add((node.System, node.System.ActorOf(Props.Create(() => new Watcher(found, over)))));
            count += await found.Task.WaitAsync(Patience.Limit);
            ended.Add(over.Task);
        }

        return new RunningEnds(watchers, count, Task.WhenAll(ended));
    }

    public void Dispose()
    {
        foreach ((ActorSystem system, IActorRef watcher) in watchers)
        {
            system.Stop(watcher);
        }
    }

    private sealed class Watcher : ReceiveActor
    {
        private readonly HashSet<IActorRef> _running = [];

        public Watcher(TaskCompletionSource<int> found, TaskCompletionSource over)
        {
            Receive<ActorIdentity>(identity => identity.Subject is not null, identity =>
            {
                _running.Add(identity.Subject);
                Context.Watch(identity.Subject);
                found.TrySetResult(_running.Count);
            });
            Receive<Terminated>(terminated =>
            {
                _running.Remove(terminated.ActorRef);
                if (_running.Count == 0)
                {
                    over.TrySetResult();
                }
            });
            Context.ActorSelection("/user/task-manager/exchange/*").Tell(new Identify(1));
        }
    }
}
