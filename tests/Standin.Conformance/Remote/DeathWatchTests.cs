using Akka.Actor;

namespace Weir.Standin.Conformance.Remote;

public sealed class DeathWatchTests : RemoteTest
{
    private const string Fast =
        """
        akka.remote {
          handshake-timeout = 2s
          resend-interval = 200ms
          watch-failure-detector {
            heartbeat-interval = 100ms
            acceptable-heartbeat-pause = 1500ms
            unreachable-nodes-reaper-interval = 100ms
            expected-response-after = 100ms
          }
          dot-netty.tcp.applied-adapters = ["trttl"]
        }
        """;

    private readonly ActorSystem _a;
    private readonly ActorSystem _b;

    public DeathWatchTests() => (_a, _b) = (NewSystem("a", Fast), NewSystem("b", Fast));

    [Fact]
    public async Task The_end_of_an_actor_is_told_once()
    {
        var echo = Echo(_b);
        var seen = await Seen(_a, echo);
        var watcher = await KnownWatcher(_a, seen);

        _b.Stop(echo);

        var terminated = await Next<Terminated>();
        terminated.ActorRef.ShouldBe(seen);
        terminated.AddressTerminated.ShouldBeFalse();
        await watcher.Ask<string>("handled", Patience);
        NothingReported();
    }

    [Fact]
    public async Task Watching_an_actor_that_is_gone_tells_of_its_end()
    {
        var echo = Echo(_b);
        var seen = await Seen(_a, echo);
        (await echo.GracefulStop(Patience)).ShouldBeTrue();

        Watcher(_a, seen);

        (await Next<Terminated>()).ActorRef.ShouldBe(seen);
    }

    [Fact]
    public async Task What_an_actor_said_before_its_end_comes_before_the_news_of_it()
    {
        var seen = await Seen(_a, _b.ActorOf(Props.Create(() => new LastWords())));
        var watcher = _a.ActorOf(Props.Create(() => new LastWordsListener(this, seen)));
        await watcher.Ask<string>("watching", Patience);

        seen.Tell("end", watcher);

        for (var i = 0; i < 100; i++)
            (await Next()).ShouldBe(i);
        await Next<Terminated>();
    }

    [Fact]
    public async Task The_orderly_end_of_a_system_ends_its_actors_for_their_watchers()
    {
        var seen = await Seen(_a, Echo(_b));
        await KnownWatcher(_a, seen);

        await _b.Terminate();

        (await Next<Terminated>()).ActorRef.ShouldBe(seen);
    }

    [Fact]
    public async Task A_link_that_is_cut_for_long_ends_the_actors_behind_it()
    {
        var seen = await Seen(_a, Echo(_b));
        var watcher = await KnownWatcher(_a, seen);

        (await Cut(_a, _b)).ShouldBeTrue();

        var terminated = await Next<Terminated>();
        terminated.ActorRef.ShouldBe(seen);
        terminated.AddressTerminated.ShouldBeTrue();
        await watcher.Ask<string>("handled", Patience);
        NothingReported();
    }

    [Fact]
    public async Task A_link_that_is_cut_for_a_short_time_loses_no_news()
    {
        var echo = Echo(_b);
        var other = Echo(_b);
        var seen = await Seen(_a, echo);
        await KnownWatcher(_a, seen);
        await KnownWatcher(_a, await Seen(_a, other));
        await Mend(_a, _b);

        await Cut(_a, _b);
        (await echo.GracefulStop(Patience)).ShouldBeTrue();
        await Mend(_a, _b);

        var terminated = await Next<Terminated>();
        terminated.ActorRef.ShouldBe(seen);
        terminated.AddressTerminated.ShouldBeFalse();
        NothingReported();
    }

    [Fact]
    public async Task Who_stopped_watching_hears_nothing()
    {
        var echo = Echo(_b);
        var seen = await Seen(_a, echo);
        var unwatching = _a.ActorOf(Props.Create(() => new Unwatching(this, seen)));
        await unwatching.Ask<string>("unwatch", Patience);
        await KnownWatcher(_a, seen);

        _b.Stop(echo);

        await Next<Terminated>();
        await unwatching.Ask<string>("handled", Patience);
        NothingReported();
    }

    private sealed class LastWords : ReceiveActor
    {
        public LastWords() => ReceiveAny(_ =>
        {
            for (var i = 0; i < 100; i++)
                Sender.Tell(i);
            Context.Stop(Self);
        });
    }

    private sealed class LastWordsListener : ReceiveActor
    {
        public LastWordsListener(RemoteTest test, IActorRef watchee)
        {
            Context.Watch(watchee);
            Receive<Terminated>(test.Report);
            Receive<int>(number => test.Report(number));
            Receive<string>(text => Sender.Tell(text));
        }
    }

    private sealed class Unwatching : ReceiveActor
    {
        public Unwatching(RemoteTest test, IActorRef watchee)
        {
            Context.Watch(watchee);
            Receive<Terminated>(test.Report);
            Receive<string>(text =>
            {
                Context.Unwatch(watchee);
                Sender.Tell(text);
            });
        }
    }
}
