using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Configs;

namespace Weir.Standin.Conformance.TestKit;

public sealed class TestSchedulerTests() : Akka.TestKit.Xunit2.TestKit(TestConfigs.TestSchedulerConfig)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Nothing_happens_before_its_time()
    {
        Scheduler.ScheduleTellOnce(Second, TestActor, "a", ActorRefs.NoSender);
        Scheduler.Advance(TimeSpan.FromMilliseconds(999));
        HasMessages.ShouldBeFalse();
        Scheduler.Advance(TimeSpan.FromMilliseconds(1));
        ExpectMsg("a");
        Scheduler.Advance(TimeSpan.FromDays(1));
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void What_is_due_comes_in_the_order_of_time()
    {
        Scheduler.ScheduleTellOnce(2 * Second, TestActor, "b", ActorRefs.NoSender);
        Scheduler.ScheduleTellOnce(Second, TestActor, "a", ActorRefs.NoSender);
        Scheduler.ScheduleTellOnce(2 * Second, TestActor, "c", ActorRefs.NoSender);
        Scheduler.ScheduleTellOnce(3 * Second, TestActor, "d", ActorRefs.NoSender);
        Scheduler.AdvanceTo(Scheduler.Now + (2 * Second));
        ReceiveN(3).ShouldBe(["a", "b", "c"]);
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void What_repeats_comes_again_with_each_interval()
    {
        Scheduler.ScheduleTellRepeatedly(Second, 5 * Second, TestActor, "a", ActorRefs.NoSender);
        Scheduler.Advance(Second);
        ExpectMsg("a");
        for (var i = 0; i < 10; i++)
        {
            Scheduler.Advance(5 * Second);
            ExpectMsg("a");
        }
    }

    [Fact]
    public void What_is_cancelled_does_not_come()
    {
        var cancelable = new Cancelable(Scheduler.Advanced);
        Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "a", ActorRefs.NoSender, cancelable);
        Scheduler.Advance(Second);
        ExpectMsg("a");
        cancelable.Cancel();
        Scheduler.Advance(Second);
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void Actions_are_run()
    {
        var runs = 0;
        Scheduler.Advanced.ScheduleOnce(Second, () => runs++);
        Scheduler.Advanced.ScheduleRepeatedly(Second, Second, () => runs += 10);
        Scheduler.Advance(Second);
        runs.ShouldBe(11);
        Scheduler.Advance(Second);
        runs.ShouldBe(21);
    }

    [Fact]
    public void Time_does_not_move_by_itself_nor_back()
    {
        var now = Scheduler.Now;
        Scheduler.Advance(Second);
        Scheduler.Now.ShouldBe(now + Second);
        Should.Throw<InvalidOperationException>(() => Scheduler.AdvanceTo(now));
    }

    [Fact]
    public void Timers_of_actors_follow_it()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Ticker(TestActor)));
        ExpectMsg("started");
        Scheduler.Advance(Second);
        ExpectMsg("tick");
        Sys.Stop(actor);
    }

    private sealed class Ticker : ReceiveActor, IWithTimers
    {
        private readonly IActorRef target;

        public Ticker(IActorRef target)
        {
            this.target = target;
            Receive<string>(m => target.Tell(m));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartSingleTimer("t", "tick", Second);
            target.Tell("started");
        }
    }
}
