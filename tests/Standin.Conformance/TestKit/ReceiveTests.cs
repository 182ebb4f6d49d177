using System.Collections;
using Akka.Actor;
using Xunit.Sdk;

namespace Weir.Standin.Conformance.TestKit;

public sealed class ReceiveTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void One_is_received_or_null()
    {
        ReceiveOne(TimeSpan.Zero).ShouldBeNull();
        ReceiveOne(Short).ShouldBeNull();
        Tell("a");
        ReceiveOne(TimeSpan.Zero).ShouldBe("a");
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public async Task A_waiting_receive_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = ReceiveOneAsync(Timeout.InfiniteTimeSpan, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        (await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromSeconds(10)))).ShouldBe(waiting);
    }

    [Fact]
    public void Peeking_leaves_the_message()
    {
        Tell("a");
        PeekOne(Short).ShouldBe("a");
        HasMessages.ShouldBeTrue();
        ExpectMsg("a");
    }

    [Fact]
    public async Task A_number_is_received()
    {
        Tell(1, 2, 3, 4);
        ReceiveN(2).ShouldBe([1, 2]);
        var rest = new List<object>();
        await foreach (var message in ReceiveNAsync(2, TimeSpan.FromSeconds(3)))
        {
            rest.Add(message);
        }

        rest.ShouldBe([3, 4]);
        Tell(5);
        Should.Throw<XunitException>(() => ReceiveN(2, Short));
    }

    [Fact]
    public void Fishing_drops_what_it_does_not_want()
    {
        Tell("a", 1, 10, 20);
        FishForMessage<int>(i => i >= 10).ShouldBe(10);
        ExpectMsg(20);
        Should.Throw<XunitException>(() => FishForMessage(_ => true, Short));
    }

    [Fact]
    public async Task Fishing_can_keep_what_it_drops()
    {
        Tell("a", 1, "b");
        var dropped = new ArrayList { "from before" };
        (await FishForMessageAsync<string>(m => m == "b", dropped)).ShouldBe("b");
        dropped.Cast<object>().ShouldBe(["a", 1]);
    }

    [Fact]
    public void Receiving_while_leaves_what_ends_it()
    {
        Tell("a", "b", 3, "c");
        ReceiveWhile<object>(m => m is string ? m : null!, TimeSpan.FromSeconds(3)).ShouldBe(["a", "b"]);
        ExpectMsg(3);
        ExpectMsg("c");
    }

    [Fact]
    public void Receiving_while_ends_with_the_time_or_the_number()
    {
        Tell("a", "b", "c");
        ReceiveWhile<string>(_ => true, TimeSpan.FromSeconds(3), msgs: 2).ShouldBe(["a", "b"]);
        ReceiveWhile<string>(_ => true, Short).ShouldBe(["c"]);
        ReceiveWhile<string>(_ => true, TimeSpan.FromSeconds(30), idle: Short).ShouldBeEmpty();
    }

    [Fact]
    public void Receiving_while_can_pass_over_other_types()
    {
        Tell("a", 1, "b", "end");
        ReceiveWhile<string>(m => m != "end", TimeSpan.FromSeconds(3), shouldIgnoreOtherMessageTypes: true).ShouldBe(["a", "b"]);
        ExpectMsg("end");
    }

    [Fact]
    public void Ignored_messages_are_not_queued()
    {
        IgnoreMessages<int>();
        Tell(1, "a", 2);
        ExpectMsg("a");
        IgnoreMessages(m => m is string);
        Tell("b", 3);
        ExpectMsg(3);
        IgnoreNoMessages();
        Tell("c");
        ExpectMsg("c");
    }

    private void Tell(params object[] messages)
    {
        foreach (var message in messages)
        {
            TestActor.Tell(message);
        }
    }
}
