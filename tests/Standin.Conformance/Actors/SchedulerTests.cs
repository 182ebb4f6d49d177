using System.Diagnostics;
using Akka.Actor;

namespace Weir.Standin.Conformance.Actors;

public sealed class SchedulerTests : ActorTest
{
    [Fact]
    public async Task Tells_once_not_before_the_delay()
    {
        var started = Stopwatch.GetTimestamp();
        System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(100), Reporter(), "tick", ActorRefs.NoSender);

        await Expect("tick");
        Stopwatch.GetElapsedTime(started).TotalMilliseconds.ShouldBeGreaterThanOrEqualTo(85);
    }

    [Fact]
    public async Task Tells_repeatedly_until_cancelled()
    {
        var cancelable = System.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.Zero, TimeSpan.FromMilliseconds(10), Reporter(), "tick", ActorRefs.NoSender);

        await Expect("tick", "tick", "tick");
        cancelable.Cancel();
        cancelable.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_cancelled_in_time_does_not_come()
    {
        var reporter = Reporter();
        var cancelable = System.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromMilliseconds(300), reporter, "late", ActorRefs.NoSender);
        cancelable.Cancel();
        System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(600), reporter, "end", ActorRefs.NoSender);

        await Expect("end");
    }

    [Fact]
    public async Task Shorter_delays_come_first()
    {
        var reporter = Reporter();
        System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(300), reporter, "second", ActorRefs.NoSender);
        System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(50), reporter, "first", ActorRefs.NoSender);

        await Expect("first", "second");
    }

    [Fact]
    public async Task Runs_actions_and_goes_on_after_one_that_fails()
    {
        System.Scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, () => throw new InvalidOperationException());
        System.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromMilliseconds(50), () => Report("ran"));

        await Expect("ran");
    }

    [Fact]
    public void Bad_times_are_refused()
    {
        var reporter = Reporter();
        Should.Throw<ArgumentOutOfRangeException>(() => System.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(-1), reporter, "", ActorRefs.NoSender));
        Should.Throw<ArgumentOutOfRangeException>(() => System.Scheduler.ScheduleTellRepeatedly(TimeSpan.Zero, TimeSpan.Zero, reporter, "", ActorRefs.NoSender));
    }

    [Fact]
    public async Task Takes_no_more_after_the_end_of_the_system()
    {
        var reporter = Reporter();
        System.Scheduler.ScheduleTellOnce(TimeSpan.Zero, reporter, "before", ActorRefs.NoSender);
        await Expect("before");
        await System.Terminate();

        Should.Throw<SchedulerException>(() => System.Scheduler.ScheduleTellOnce(TimeSpan.Zero, reporter, "after", ActorRefs.NoSender));
    }

    [Fact]
    public void A_cancelable_cancels_its_token_and_those_linked_to_it()
    {
        using var first = new Cancelable(System.Scheduler);
        var linked = Cancelable.CreateLinkedCancelable(System.Scheduler, first);
        first.Token.IsCancellationRequested.ShouldBeFalse();

        first.Cancel();

        first.Token.IsCancellationRequested.ShouldBeTrue();
        linked.IsCancellationRequested.ShouldBeTrue();
    }
}
