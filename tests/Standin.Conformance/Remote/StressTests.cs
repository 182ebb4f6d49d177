using Akka.Actor;
using Akka.Remote.Transport;

namespace Weir.Standin.Conformance.Remote;

/// <summary>Much at once, while connections break.</summary>
public sealed class StressTests : RemoteTest
{
    private const string Cuttable =
        """
        akka.remote {
          retry-gate-closed-for = 20ms
          resend-interval = 100ms
          dot-netty.tcp.applied-adapters = ["trttl"]
          watch-failure-detector.acceptable-heartbeat-pause = 60s
        }
        """;

    [Fact]
    public async Task Systems_that_connect_to_each_other_at_the_same_moment_both_get_through()
    {
        const int Count = 1_000;
        var (a, b) = (NewSystem("a"), NewSystem("b"));
        var (atA, atB) = (Checker(a, Count), Checker(b, Count));
        using var barrier = new Barrier(2);

        await Task.WhenAll(Task.Run(() => TellAll(a, atB)), Task.Run(() => TellAll(b, atA)));

        (await Next()).ShouldBe(Count);
        (await Next()).ShouldBe(Count);

        void TellAll(ActorSystem from, IActorRef to)
        {
            var selection = Selection(from, to);
            barrier.SignalAndWait();
            for (var i = 0; i < Count; i++)
                selection.Tell(i, ActorRefs.NoSender);
        }
    }

    [StandinFact]
    public async Task Whatever_breaks_nothing_comes_twice_or_out_of_order()
    {
        var (a, b) = (NewSystem("a", Cuttable), NewSystem("b", Cuttable));
        var checker = Checker(b, int.MaxValue);
        var seen = await Seen(a, checker);
        var number = 0;

        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < 2_000; i++)
                seen.Tell(number++, ActorRefs.NoSender);
            await TransportOf(round % 2 == 0 ? a : b).ManagementCommand(new ForceDisassociate(AddressOf(round % 2 == 0 ? b : a)));
        }

        var last = number++;
        for (var arrived = -1; arrived < last;)
        {
            seen.Tell(number++, ActorRefs.NoSender);
            arrived = await checker.Ask<int>("last", Patience);
        }

        (await checker.Ask<string>("faults", Patience)).ShouldBeEmpty();
    }

    [Fact]
    public async Task All_ends_are_told_once_while_connections_break()
    {
        const int Count = 500;
        var (a, b) = (NewSystem("a", Cuttable), NewSystem("b", Cuttable));
        var watched = new List<(IActorRef Actor, IActorRef Seen)>();
        for (var i = 0; i < Count; i++)
        {
            var actor = Echo(b);
            watched.Add((actor, await Seen(a, actor)));
        }

        var watcher = a.ActorOf(Props.Create(() => new ManyWatcher(this, watched.Select(each => each.Seen).ToArray())));
        await watcher.Ask<string>("watching", Patience);
        for (var i = 0; i < Count; i++)
        {
            b.Stop(watched[i].Actor);
            if (i % 50 == 0)
                await TransportOf(i % 100 == 0 ? a : b).ManagementCommand(new ForceDisassociate(AddressOf(i % 100 == 0 ? b : a)));
        }

        var told = new HashSet<IActorRef>();
        for (var i = 0; i < Count; i++)
            told.Add((await Next<Terminated>()).ActorRef).ShouldBeTrue();
        await watcher.Ask<string>("handled", Patience);
        NothingReported();
    }

    private IActorRef Checker(ActorSystem system, int count) => system.ActorOf(Props.Create(() => new CheckingActor(this, count)));

    private sealed class CheckingActor : ReceiveActor
    {
        private readonly List<string> _faults = [];
        private int _last = -1;

        public CheckingActor(RemoteTest test, int count)
        {
            Receive<int>(number =>
            {
                if (number <= _last)
                    _faults.Add($"{number} after {_last}");
                _last = number;
                if (number == count - 1)
                    test.Report(_faults.Count == 0 ? count : string.Join(", ", _faults));
            });
            Receive<string>(what => what == "last", _ => Sender.Tell(_last));
            Receive<string>(what => what == "faults", _ => Sender.Tell(string.Join(", ", _faults)));
        }
    }

    private sealed class ManyWatcher : ReceiveActor
    {
        public ManyWatcher(RemoteTest test, IActorRef[] watchees)
        {
            foreach (var watchee in watchees)
                Context.Watch(watchee);
            Receive<Terminated>(test.Report);
            ReceiveAny(message => Sender.Tell(message));
        }
    }
}
