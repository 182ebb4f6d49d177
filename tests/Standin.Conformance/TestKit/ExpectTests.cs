using Akka.Actor;
using Xunit.Sdk;

namespace Weir.Standin.Conformance.TestKit;

public sealed class ExpectTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void Messages_are_expected_in_their_order()
    {
        TestActor.Tell("a");
        TestActor.Tell(2);
        ExpectMsg<string>().ShouldBe("a");
        ExpectMsg(2);
    }

    [Fact]
    public async Task Messages_are_awaited_in_their_order()
    {
        TestActor.Tell("a");
        TestActor.Tell(2);
        (await ExpectMsgAsync<string>()).ShouldBe("a");
        await ExpectMsgAsync(2);
    }

    [Fact]
    public async Task A_message_that_comes_later_is_waited_for()
    {
        var expectation = ExpectMsgAsync<string>().AsTask();
        expectation.IsCompleted.ShouldBeFalse();
        TestActor.Tell("a");
        (await expectation).ShouldBe("a");
    }

    [Fact]
    public void Another_value_fails()
    {
        TestActor.Tell(1);
        Should.Throw<XunitException>(() => ExpectMsg(2));
    }

    [Fact]
    public void Another_type_fails()
    {
        TestActor.Tell(1);
        Should.Throw<XunitException>(() => ExpectMsg<string>());
    }

    [Fact]
    public void No_message_in_time_fails() => Should.Throw<XunitException>(() => ExpectMsg<string>(Short));

    [Fact]
    public async Task No_message_in_time_fails_when_awaited() =>
        await Should.ThrowAsync<XunitException>(async () => await ExpectMsgAsync<string>(Short));

    [Fact]
    public void Predicates_and_assertions_see_message_and_sender()
    {
        var sender = CreateTestProbe();
        for (var i = 0; i < 5; i++)
        {
            TestActor.Tell("abc", sender);
        }

        ExpectMsg<string>(m => m.Length == 3);
        ExpectMsg<string>((m, s) => m.Length == 3 && s.Equals(sender.Ref));
        ExpectMsg<string>((string m) => m.ShouldBe("abc"));
        ExpectMsg<string>((string m, IActorRef s) => s.ShouldBe(sender.Ref));
        Should.Throw<XunitException>(() => ExpectMsg<string>(m => m.Length == 4));
    }

    [Fact]
    public void The_sender_can_be_expected()
    {
        var sender = CreateTestProbe();
        TestActor.Tell("a", sender);
        TestActor.Tell("b", sender);
        TestActor.Tell("c", sender);
        ExpectMsgFrom<string>(sender.Ref);
        ExpectMsgFrom(sender.Ref, "b");
        LastSender.ShouldBe(sender.Ref);
        LastMessage.ShouldBe("b");
        Should.Throw<XunitException>(() => ExpectMsgFrom(TestActor, "c"));
    }

    [Fact]
    public async Task Silence_can_be_expected()
    {
        ExpectNoMsg(Short);
        await ExpectNoMsgAsync(Short);
        ExpectNoMsg(50);
        TestActor.Tell("a");
        Should.Throw<XunitException>(() => ExpectNoMsg(Short));
    }

    [Fact]
    public void Several_are_expected_in_any_order()
    {
        TestActor.Tell("b");
        TestActor.Tell("a");
        ExpectMsgAllOf("a", "b").Count.ShouldBe(2);
        TestActor.Tell("c");
        ExpectMsgAnyOf(["a", "c"]).ShouldBe("c");
        TestActor.Tell("d");
        TestActor.Tell("e");
        Should.Throw<XunitException>(() => ExpectMsgAllOf("d", "f"));
    }

    [Fact]
    public void The_end_of_a_watched_actor_is_expected()
    {
        var actor = Sys.ActorOf(Props.Create<EchoActor>());
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor).ExistenceConfirmed.ShouldBeTrue();
    }

    [Fact]
    public async Task After_unwatching_the_end_is_not_announced()
    {
        var actor = Sys.ActorOf(Props.Create<EchoActor>());
        await WatchAsync(actor);
        await UnwatchAsync(actor);
        var other = CreateTestProbe();
        await other.WatchAsync(actor);
        Sys.Stop(actor);
        await other.ExpectTerminatedAsync(actor);
        await ExpectNoMsgAsync(Short);
    }
}
