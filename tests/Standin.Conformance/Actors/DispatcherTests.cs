using Akka.Actor;
using Akka.Configuration;

namespace Weir.Standin.Conformance.Actors;

public sealed class DispatcherTests() : ActorTest(
    """
    pinned.type = PinnedDispatcher
    own-threads {
      type = ForkJoinDispatcher
      throughput = 5
      dedicated-thread-pool { thread-count = 2, threadtype = background }
    }
    """)
{
    [Fact]
    public async Task A_pinned_actor_has_one_thread_which_is_not_of_the_pool()
    {
        var actor = System.ActorOf(Threads("pinned"));
        for (var i = 0; i < 10; i++)
            actor.Tell("thread");
        var first = await Next<(int, bool)>();
        for (var i = 1; i < 10; i++)
            (await Next<(int, bool)>()).ShouldBe(first);

        first.Item2.ShouldBeFalse();
        var other = System.ActorOf(Threads("pinned"));
        other.Tell("thread");
        (await Next<(int, bool)>()).Item1.ShouldNotBe(first.Item1);
    }

    [Fact]
    public async Task A_dispatcher_with_its_own_threads_uses_no_more_than_those()
    {
        var threads = new HashSet<int>();
        for (var i = 0; i < 8; i++)
            System.ActorOf(Threads("own-threads")).Tell("thread");
        for (var i = 0; i < 8; i++)
        {
            var (thread, ofPool) = await Next<(int, bool)>();
            ofPool.ShouldBeFalse();
            threads.Add(thread);
        }

        threads.Count.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void An_unknown_dispatcher_is_refused_where_the_actor_is_made() =>
        Should.Throw<ConfigurationException>(() => System.ActorOf(Threads("no-such-dispatcher")));

    [Fact]
    public async Task A_blocked_actor_does_not_hold_up_others_of_the_default_dispatcher()
    {
        var gate = new ManualResetEventSlim();
        var blocked = Actor(actor => actor.OnAny(_ => gate.Wait(Patience)));
        blocked.Tell("block");
        var other = Actor(actor => actor.OnAny(actor.Report));
        other.Tell("free");

        await Expect("free");
        gate.Set();
    }

    private Props Threads(string dispatcher) =>
        Of(actor => actor.OnAny(_ => actor.Report((Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread))))
            .WithDispatcher(dispatcher);
}
