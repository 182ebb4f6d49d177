using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using Akka.Remote.Transport;

namespace Weir.Standin.Conformance.Remote;

/// <summary>Links that break, and systems that come and go.</summary>
public sealed class LinkTests : RemoteTest
{
    private const string Cuttable = "akka.remote.dot-netty.tcp.applied-adapters = [\"trttl\"]";

    [Fact]
    public async Task A_link_that_is_mended_carries_messages_again()
    {
        var (a, b) = (NewSystem("a", Cuttable), NewSystem("b", Cuttable));
        var seen = await Seen(a, Echo(b));
        var reporter = Reporter(a);

        (await Cut(a, b)).ShouldBeTrue();
        for (var i = 0; i < 10; i++)
            seen.Tell(i, reporter);
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        (await Mend(a, b)).ShouldBeTrue();
        await TellUntilAnswered(seen, reporter, "after");

        (await Next()).ShouldBe("after");
    }

    [Fact]
    public async Task Without_the_adapter_links_cannot_be_cut()
    {
        var (a, b) = (NewSystem("a"), NewSystem("b"));

        (await Cut(a, b)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_cut_is_one_between_two_systems_and_no_others()
    {
        var (a, b, c) = (NewSystem("a", Cuttable), NewSystem("b", Cuttable), NewSystem("c", Cuttable));
        var (atB, atC) = (await Seen(a, Echo(b)), await Seen(a, Echo(c)));

        await Cut(a, b);

        (await atC.Ask<string>("c", Patience)).ShouldBe("c");
        await Should.ThrowAsync<AskTimeoutException>(() => atB.Ask<string>("b", TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public async Task A_connection_that_was_closed_is_made_anew()
    {
        var (a, b) = (NewSystem("a", Cuttable), NewSystem("b", Cuttable));
        var seen = await Seen(a, Echo(b));
        var disassociated = new TaskCompletionSource();
        a.EventStream.Subscribe(a.ActorOf(Props.Create(() => new Setter(disassociated))), typeof(DisassociatedEvent));

        (await TransportOf(a).ManagementCommand(new ForceDisassociate(AddressOf(b)))).ShouldBeTrue();

        await disassociated.Task.WaitAsync(Patience);
        await TellUntilAnswered(seen, Reporter(a), "again");
        (await Next()).ShouldBe("again");
    }

    [Fact]
    public async Task Who_is_not_there_is_reported_and_left_alone_for_a_while()
    {
        var a = NewSystem("a");
        var (b, address) = Ended();
        await b;
        a.EventStream.Subscribe(Reporter(a), typeof(AssociationErrorEvent));
        a.EventStream.Subscribe(Reporter(a), typeof(DeadLetter));

        a.ActorSelection($"{address}/user/x").Tell("lost");

        var reports = new[] { await Next(), await Next() };
        reports.OfType<AssociationErrorEvent>().Single().RemoteAddress.ShouldBe(address);
        reports.OfType<DeadLetter>().Single().Message.ShouldBe("lost");
    }

    [Fact]
    public async Task A_system_that_restarts_at_its_address_is_found_again_and_its_former_actors_are_not()
    {
        var a = NewSystem("a", "akka.remote.watch-failure-detector { heartbeat-interval = 100ms, acceptable-heartbeat-pause = 60s }");
        var b = NewSystem("b");
        var former = await Seen(a, Echo(b, "echo"));
        await KnownWatcher(a, former);
        var port = AddressOf(b).Port;
        await b.Terminate();
        (await Next<Terminated>()).ActorRef.ShouldBe(former);

        var next = NewSystem("b", $"akka.remote.dot-netty.tcp.port = {port}");
        var echo = Echo(next, "echo");
        var reporter = Reporter(a);
        await SelectUntilAnswered(a, echo, reporter);

        (await Next()).ShouldBe("found");
        var seen = await Seen(a, echo);
        seen.ShouldNotBe(former);
        Watcher(a, former);
        (await Next<Terminated>()).ActorRef.ShouldBe(former);
        (await seen.Ask<string>("alive", Patience)).ShouldBe("alive");
    }

    [Fact]
    public async Task Who_is_quarantined_is_not_talked_to_until_it_restarts()
    {
        var (a, b) = (NewSystem("a"), NewSystem("b"));
        var seen = await Seen(a, Echo(b, "echo"));
        a.EventStream.Subscribe(Reporter(a), typeof(QuarantinedEvent));
        b.EventStream.Subscribe(Reporter(b), typeof(ThisActorSystemQuarantinedEvent));

        TransportOf(a).Quarantine(AddressOf(b), AddressUidExtension.Uid(b));

        var reports = new[] { await Next(), await Next() };
        reports.OfType<QuarantinedEvent>().Single().Uid.ShouldBe(AddressUidExtension.Uid(b));
        reports.OfType<ThisActorSystemQuarantinedEvent>().Single().RemoteAddress.ShouldBe(AddressOf(a));
        await Should.ThrowAsync<AskTimeoutException>(() => seen.Ask<string>("hello", TimeSpan.FromSeconds(1)));

        var port = AddressOf(b).Port;
        await b.Terminate();
        var next = NewSystem("b", $"akka.remote.dot-netty.tcp.port = {port}");
        var reporter = Reporter(a);
        await SelectUntilAnswered(a, Echo(next, "echo"), reporter);
        object found;
        do
            found = await Next();
        while (found is not string);
        found.ShouldBe("found");
    }

    [Fact]
    public async Task The_end_of_a_system_loses_nothing_that_was_sent_before()
    {
        const int Count = 10_000;
        var (a, b) = (NewSystem("a"), NewSystem("b"));
        var seen = await Seen(a, Reporter(b));

        for (var i = 0; i < Count; i++)
            seen.Tell(i, ActorRefs.NoSender);
        await a.Terminate();

        for (var i = 0; i < Count; i++)
            (await Next()).ShouldBe(i);
    }

    [Fact]
    public async Task An_answer_comes_over_the_connection_of_the_question()
    {
        var (a, b) = (NewSystem("a"), NewSystem("b"));
        var associated = Reporter(b);
        b.EventStream.Subscribe(associated, typeof(AssociatedEvent));

        (await (await Seen(a, Echo(b))).Ask<string>("hello", Patience)).ShouldBe("hello");

        (await Next<AssociatedEvent>()).IsInbound.ShouldBeTrue();
        (await associated.GracefulStop(Patience)).ShouldBeTrue();
        NothingReported();
    }

    [Fact]
    public async Task A_port_that_is_taken_fails_the_start_of_a_system()
    {
        var port = AddressOf(NewSystem("a")).Port;

        var thrown = Should.Throw<Exception>(() => NewSystem("b", $"akka.remote.dot-netty.tcp.port = {port}"));

        thrown.ToString().ShouldContain("in use", Case.Insensitive);
        await Task.CompletedTask;
    }

    /// <summary>Messages to an address that is left alone are lost, so one is sent until it is answered; the answers after the first are waited for as well.</summary>
    private static async Task TellUntilAnswered(IActorRef actor, IActorRef reporter, string text)
    {
        for (var deadline = DateTime.UtcNow + Patience; ; )
        {
            try
            {
                await actor.Ask<string>(text, TimeSpan.FromMilliseconds(500));
                break;
            }
            catch (AskTimeoutException) when (DateTime.UtcNow < deadline)
            {
            }
        }

        actor.Tell(text, reporter);
    }

    private static async Task SelectUntilAnswered(ActorSystem from, IActorRef actor, IActorRef reporter)
    {
        for (var deadline = DateTime.UtcNow + Patience; ; )
        {
            try
            {
                (await Selection(from, actor).ResolveOne(TimeSpan.FromMilliseconds(500))).Tell("found", reporter);
                break;
            }
            catch (ActorNotFoundException) when (DateTime.UtcNow < deadline)
            {
            }
        }
    }

    private (Task Ended, Address Address) Ended()
    {
        var system = NewSystem("ended");
        return (system.Terminate(), AddressOf(system));
    }

    private sealed class Setter : ReceiveActor
    {
        public Setter(TaskCompletionSource done) => ReceiveAny(_ => done.TrySetResult());
    }
}
