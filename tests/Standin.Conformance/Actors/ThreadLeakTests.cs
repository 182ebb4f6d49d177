using Akka.Actor;
using Akka.Configuration;

namespace Weir.Standin.Conformance.Actors;

public sealed class ThreadLeakTests
{
    [Fact]
    public async Task The_end_of_a_system_ends_the_threads_of_its_dispatchers()
    {
        var threads = new List<Thread>();
        var config = ConfigurationFactory.ParseString(
            """
            akka.stdout-loglevel = OFF, akka.loglevel = OFF
            pinned.type = PinnedDispatcher
            own { type = ForkJoinDispatcher, dedicated-thread-pool { thread-count = 2 } }
            """);
        using (var system = ActorSystem.Create("threads", config))
        {
            foreach (var dispatcher in new[] { "pinned", "own" })
            {
                var props = Props.Create(() => new ThreadTeller()).WithDispatcher(dispatcher);
                threads.Add(await system.ActorOf(props).Ask<Thread>("which", TimeSpan.FromSeconds(10)));
            }

            var scheduler = new TaskCompletionSource<Thread>();
            system.Scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, () => scheduler.SetResult(Thread.CurrentThread));
            threads.Add(await scheduler.Task);
            await system.Terminate();
        }

        foreach (var thread in threads)
            thread.Join(TimeSpan.FromSeconds(10)).ShouldBeTrue($"the thread {thread.Name} still runs");
    }

    private sealed class ThreadTeller : ReceiveActor
    {
        public ThreadTeller() => ReceiveAny(_ => Sender.Tell(Thread.CurrentThread));
    }
}
