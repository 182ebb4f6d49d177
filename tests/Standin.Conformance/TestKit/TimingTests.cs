using Akka.Actor;
using Akka.Configuration;
using Xunit.Sdk;

namespace Weir.Standin.Conformance.TestKit;

public sealed class TimingTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_block_within_its_time_passes()
    {
        TestActor.Tell("a");
        Within(Long, () => ExpectMsg("a"));
        Within(Long, () => 7).ShouldBe(7);
    }

    [Fact]
    public void Expectations_wait_no_longer_than_the_block_may() =>
        Should.Throw<XunitException>(() => Within(Short, () => ExpectMsg<string>()));

    [Fact]
    public async Task A_block_that_takes_too_long_fails()
    {
        var never = new TaskCompletionSource();
        await Should.ThrowAsync<XunitException>(() => WithinAsync(Short, () => never.Task));
    }

    [Fact]
    public void A_block_that_ends_too_early_fails() =>
        Should.Throw<XunitException>(() => Within(TimeSpan.FromSeconds(5), Long, () => { }));

    [Fact]
    public void Silence_for_the_rest_of_the_block_is_no_delay() => Within(Short, () => ExpectNoMsg());

    [Fact]
    public void Remaining_is_known_inside_of_a_block_only()
    {
        Within(Long, () => Remaining.ShouldBeInRange(TimeSpan.Zero, Long));
        Should.Throw<InvalidOperationException>(() => Remaining);
        RemainingOrDefault.ShouldBe(TestKitSettings.SingleExpectDefault);
    }

    [Fact]
    public async Task Conditions_are_awaited()
    {
        var looks = 0;
        AwaitCondition(() => ++looks == 3, Long, TimeSpan.FromMilliseconds(1));
        await AwaitConditionAsync(() => Task.FromResult(++looks == 6), Long, TimeSpan.FromMilliseconds(1));
        AwaitConditionNoThrow(() => false, Short).ShouldBeFalse();
        Should.Throw<XunitException>(() => AwaitCondition(() => false, Short));
        await Should.ThrowAsync<XunitException>(() => AwaitConditionAsync(() => Task.FromResult(false), Short));
    }

    [Fact]
    public async Task Assertions_are_awaited_and_the_last_failure_is_thrown()
    {
        var looks = 0;
        AwaitAssert(() => (++looks).ShouldBeGreaterThan(2), Long, TimeSpan.FromMilliseconds(1));
        await AwaitAssertAsync(() => (++looks).ShouldBeGreaterThan(5), Long, TimeSpan.FromMilliseconds(1));
        Should.Throw<InvalidDataException>(() => AwaitAssert(() => throw new InvalidDataException("sync"), Short)).Message.ShouldBe("sync");
        (await Should.ThrowAsync<InvalidDataException>(() => AwaitAssertAsync(Fail, Short))).Message.ShouldBe("async");

        static Task Fail() => throw new InvalidDataException("async");
    }

    [Fact]
    public void A_latch_opens_after_its_counts()
    {
        var latch = CreateTestLatch(2);
        latch.CountDown();
        latch.IsOpen.ShouldBeFalse();
        Should.Throw<TimeoutException>(() => latch.Ready(Short));
        latch.CountDown();
        latch.Ready(Long);
        latch.Reset();
        latch.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task A_barrier_holds_until_all_are_there()
    {
        var barrier = CreateTestBarrier(2);
        var other = Task.Run(() => barrier.Await(Long));
        barrier.Await(Long);
        await other;
    }
}

public sealed class DilationTests() : Akka.TestKit.Xunit2.TestKit(ConfigurationFactory.ParseString("akka.test { timefactor = 4, single-expect-default = 10ms }"))
{
    [Fact]
    public void Times_are_multiplied()
    {
        Dilated(TimeSpan.FromSeconds(2)).ShouldBe(TimeSpan.FromSeconds(8));
        RemainingOrDefault.ShouldBe(TimeSpan.FromMilliseconds(40));
    }

    [Fact]
    public void The_default_time_is_that_of_the_configuration() => Should.Throw<XunitException>(() => ExpectMsg<string>());
}
