using Akka.Actor;
using Akka.TestKit;

namespace Weir.Standin.Conformance.TestKit;

public sealed class ProbeTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void Probes_receive_apart_from_each_other()
    {
        var (one, two) = (CreateTestProbe(), CreateTestProbe("named"));
        one.Tell("a");
        two.Ref.Tell("b");
        two.ExpectMsg("b");
        one.ExpectMsg("a");
        ExpectNoMsg(Short);
        two.Ref.Path.Name.ShouldStartWith("named");
    }

    [Fact]
    public void A_probe_sends_replies_and_forwards_as_itself()
    {
        var probe = CreateTestProbe();
        var echo = Sys.ActorOf(Props.Create<EchoActor>());
        probe.Send(echo, "a");
        probe.ExpectMsg("a");
        probe.Sender.ShouldBe(echo);

        probe.Ref.Tell("question", TestActor);
        probe.ExpectMsg("question");
        probe.Reply("answer");
        ExpectMsgFrom(probe.Ref, "answer");

        var third = CreateTestProbe();
        probe.Ref.Tell("on", TestActor);
        probe.ExpectMsg("on");
        probe.Forward(third.Ref);
        third.ExpectMsgFrom(TestActor, "on");
    }

    [Fact]
    public void A_probe_is_the_reference_of_its_actor()
    {
        var probe = CreateTestProbe();
        IActorRef reference = probe;
        reference.Path.ShouldBe(probe.Ref.Path);
        probe.Equals(probe.Ref).ShouldBeTrue();
        Watch(probe.Ref);
        Sys.Stop(probe.Ref);
        ExpectTerminated(probe.Ref);
    }

    [Fact]
    public void A_pilot_answers_until_it_hands_over()
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell($"re: {message}");
            return message is "last" ? AutoPilot.NoAutoPilot : AutoPilot.KeepRunning;
        }));
        probe.Ref.Tell("first", TestActor);
        ExpectMsg("re: first");
        probe.Ref.Tell("last", TestActor);
        ExpectMsg("re: last");
        probe.Ref.Tell("more", TestActor);
        probe.ReceiveN(3).ShouldBe(["first", "last", "more"]);
        ExpectNoMsg(Short);
    }

    [Fact]
    public void Children_of_the_test_actor_are_below_it()
    {
        var child = ChildActorOf(Props.Create<EchoActor>(), "echo");
        child.Path.Parent.ShouldBe(TestActor.Path);
        child.Tell("a");
        ExpectMsg("a");
    }
}

public sealed class ImplicitSenderTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void The_test_actor_is_the_sender()
    {
        Sys.ActorOf(Props.Create<EchoActor>()).Tell("a");
        ExpectMsg("a");
    }

    [Fact]
    public async Task The_test_actor_stays_the_sender_after_an_await()
    {
        var echo = Sys.ActorOf(Props.Create<EchoActor>());
        echo.Tell("a");
        await ExpectMsgAsync("a");
        await Task.Yield();
        echo.Tell("b");
        await ExpectMsgAsync("b");
    }

    [Fact]
    public void Making_a_probe_does_not_change_the_sender()
    {
        CreateTestProbe();
        Sys.ActorOf(Props.Create<EchoActor>()).Tell("a");
        ExpectMsg("a");
    }

    [Fact]
    public void On_its_dispatcher_an_actor_works_on_the_thread_of_who_calls()
    {
        var echo = Sys.ActorOf(Props.Create<EchoActor>().WithDispatcher(CallingThreadDispatcher.Id));
        AwaitAssert(() =>
        {
            echo.Tell(new ThreadQuestion());
            ExpectMsg<int>().ShouldBe(Environment.CurrentManagedThreadId);
        });
    }
}

public sealed class NoImplicitSenderTests : Akka.TestKit.Xunit2.TestKit, INoImplicitSender
{
    [Fact]
    public void Messages_have_no_sender()
    {
        TestActor.Tell("a");
        ExpectMsg<string>((_, sender) => ReferenceEquals(sender, ActorRefs.NoSender) || sender.Equals(Sys.DeadLetters));
    }
}

public sealed class ShutdownTests
{
    [Fact]
    public async Task Disposing_ends_the_system()
    {
        var kit = new Kit();
        var system = kit.Sys;
        system.WhenTerminated.IsCompleted.ShouldBeFalse();
        kit.Dispose();
        await system.WhenTerminated.WaitAsync(TimeSpan.FromSeconds(10));
        kit.WasTornDown.ShouldBeTrue();
    }

    [Fact]
    public async Task A_system_can_be_shared()
    {
        var system = ActorSystem.Create("shared", Akka.TestKit.Configs.TestConfigs.DefaultConfig);
        using (var kit = new Akka.TestKit.Xunit2.TestKit(system))
        {
            kit.Sys.ShouldBe(system);
            kit.TestActor.Tell("a");
            kit.ExpectMsg("a");
        }

        await system.Terminate();
    }

    private sealed class Kit : Akka.TestKit.Xunit2.TestKit
    {
        internal bool WasTornDown { get; private set; }

        protected override void AfterAll() => WasTornDown = true;
    }
}
