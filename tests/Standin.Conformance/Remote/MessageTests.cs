using Akka.Actor;

namespace Weir.Standin.Conformance.Remote;

public sealed class MessageTests : RemoteTest
{
    private readonly ActorSystem _a;
    private readonly ActorSystem _b;

    public MessageTests() => (_a, _b) = (NewSystem("a"), NewSystem("b"));

    [Fact]
    public void The_address_has_the_port_that_was_free()
    {
        var address = AddressOf(_a);

        address.Protocol.ShouldBe("akka.tcp");
        address.System.ShouldBe("a");
        address.Host.ShouldBe("127.0.0.1");
        address.Port.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_selection_finds_an_actor_of_another_node_and_its_reference_is_remote()
    {
        var echo = Echo(_b, "echo");

        var seen = await Seen(_a, echo);

        seen.Path.ToStringWithAddress().ShouldBe($"{AddressOf(_b)}/user/echo");
        seen.Path.Uid.ShouldBe(echo.Path.Uid);
        ((IActorRefScope)seen).IsLocal.ShouldBeFalse();
    }

    [Fact]
    public async Task Ask_gets_its_answer()
    {
        var seen = await Seen(_a, Echo(_b));

        (await seen.Ask<string>("hello", Patience)).ShouldBe("hello");
        (await seen.Ask<int>(7, Patience)).ShouldBe(7);
        (await seen.Ask<long>(1L << 40, Patience)).ShouldBe(1L << 40);
        (await seen.Ask<byte[]>(new byte[] { 1, 2, 3 }, Patience)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task References_in_messages_are_good_on_the_other_side()
    {
        var reporter = Reporter(_a);
        var teller = _b.ActorOf(Props.Create(() => new Teller()));

        (await Seen(_a, teller)).Tell(reporter, ActorRefs.NoSender);

        (await Next()).ShouldBe("told");
    }

    [Fact]
    public async Task A_reference_that_comes_home_is_the_actor_itself()
    {
        var reporter = Reporter(_a);

        (await Seen(_a, Echo(_b))).Tell(reporter, reporter);

        var home = await Next<IActorRef>();
        home.ShouldBe(reporter);
        ((IActorRefScope)home).IsLocal.ShouldBeTrue();
    }

    [Fact]
    public async Task The_sender_can_be_answered()
    {
        var reporter = Reporter(_a);

        Selection(_a, Echo(_b)).Tell("there and back", reporter);

        (await Next()).ShouldBe("there and back");
    }

    [Fact]
    public async Task A_selection_by_pattern_reaches_all_that_match()
    {
        var parent = _b.ActorOf(Props.Create(() => new Parent(this)), "parent");
        await Seen(_a, parent);

        _a.ActorSelection($"{AddressOf(_b)}/user/parent/child-*").Tell("all");

        var told = new[] { await Next<string>(), await Next<string>() };
        told.Order().ShouldBe(["child-1 all", "child-2 all"]);
    }

    [Fact]
    public async Task Who_is_not_there_is_not_found()
    {
        await Seen(_a, Echo(_b));

        await Should.ThrowAsync<ActorNotFoundException>(() => _a.ActorSelection($"{AddressOf(_b)}/user/nobody").ResolveOne(Patience));
        (await _a.ActorSelection($"{AddressOf(_b)}/user/nobody").Ask<ActorIdentity>(new Identify("who"), Patience)).Subject.ShouldBeNull();
    }

    [Fact]
    public async Task A_failure_as_an_answer_fails_the_ask_with_its_message()
    {
        var failing = await Seen(_a, _b.ActorOf(Props.Create(() => new Failing())));

        var thrown = await Should.ThrowAsync<Exception>(() => failing.Ask<string>("try", Patience));

        thrown.ToString().ShouldContain("out of luck");
    }

    [Fact]
    public async Task Order_holds_between_two_actors_under_load()
    {
        const int Count = 100_000;
        var receiver = _b.ActorOf(Props.Create(() => new OrderChecker(this, Count)));
        var seen = await Seen(_a, receiver);

        for (var i = 0; i < Count; i++)
            seen.Tell(i, ActorRefs.NoSender);

        (await Next()).ShouldBe("in order");
    }

    [Fact]
    public async Task A_poison_pill_and_stop_reach_an_actor_of_another_node()
    {
        var echo = Echo(_b);
        var seen = await Seen(_a, echo);

        (await seen.GracefulStop(Patience)).ShouldBeTrue();
        await Should.ThrowAsync<ActorNotFoundException>(() => Seen(_a, echo));
    }

    [Fact]
    public void The_external_address_is_told_to_those_who_can_use_it()
    {
        var provider = ((ExtendedActorSystem)_a).Provider;

        provider.GetExternalAddressFor(AddressOf(_b)).ShouldBe(AddressOf(_a));
        provider.GetExternalAddressFor(new Address("akka.quic", "x", "127.0.0.1", 1)).ShouldBeNull();
    }

    private sealed class Teller : ReceiveActor
    {
        public Teller() => Receive<IActorRef>(actor => actor.Tell("told"));
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => ReceiveAny(_ => Sender.Tell(new Status.Failure(new InvalidOperationException("out of luck"))));
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(RemoteTest test)
        {
            foreach (var name in new[] { "child-1", "child-2", "other" })
                Context.ActorOf(Props.Create(() => new Child(test)), name);
        }
    }

    private sealed class Child : ReceiveActor
    {
        public Child(RemoteTest test) => ReceiveAny(message => test.Report($"{Self.Path.Name} {message}"));
    }

    private sealed class OrderChecker : ReceiveActor
    {
        private int _next;

        public OrderChecker(RemoteTest test, int count) => Receive<int>(number =>
        {
            if (number != _next)
                test.Report($"{number} instead of {_next}");
            if (++_next == count)
                test.Report("in order");
        });
    }
}
