using Akka.Actor;

namespace Weir.Standin.Conformance.Actors;

public sealed class TimerTests : ActorTest
{
    [Fact]
    public async Task A_single_timer_fires_once()
    {
        var actor = Timed();
        actor.Tell(new Start("key", "tick", TimeSpan.FromMilliseconds(10)));
        await Expect("tick");
        await Task.Delay(100);

        (await actor.Ask<bool>(new IsActive("key"), Patience)).ShouldBeFalse();
        NothingReported();
    }

    [Fact]
    public async Task A_periodic_timer_fires_until_it_is_cancelled()
    {
        var actor = Timed();
        actor.Tell(new Start("key", "tick", TimeSpan.FromMilliseconds(10), Repeats: true));
        await Expect("tick", "tick", "tick");
        (await actor.Ask<bool>(new IsActive("key"), Patience)).ShouldBeTrue();

        actor.Tell(new Cancel("key"));
        actor.Tell("cancelled");
        while ((string)await Next() != "cancelled")
        {
        }

        await Task.Delay(100);
        NothingReported();
    }

    [Fact]
    public async Task A_timer_of_the_same_key_takes_the_place_of_the_one_before_even_when_its_message_has_come()
    {
        var gate = new ManualResetEventSlim();
        var actor = Timed(gate);
        actor.Tell(new Start("key", "old", TimeSpan.Zero));
        actor.Tell(new BlockThenStart("key", "new", TimeSpan.FromMilliseconds(1)));
        var first = (string)await Next();
        if (first == "old")
            first = (string)await Next();
        first.ShouldBe("blocked");
        gate.Set();

        await Expect("new");
    }

    [Fact]
    public async Task Timers_end_with_a_restart_even_when_their_message_has_come()
    {
        var gate = new ManualResetEventSlim();
        var actor = Timed(gate);
        actor.Tell(new StartThenFail("key", "tick", TimeSpan.FromMilliseconds(10)));
        await Expect("blocked");
        await Task.Delay(100);
        gate.Set();
        await Expect("restart, active: False");
        actor.Tell("end");

        await Expect("end");
        (await actor.Ask<bool>(new IsActive("key"), Patience)).ShouldBeFalse();
    }

    [Fact]
    public async Task Timers_are_cancelled_before_PostStop()
    {
        var actor = Timed();
        actor.Tell(new Start("key", "tick", TimeSpan.FromMinutes(1)));
        actor.Tell(PoisonPill.Instance);

        await Expect("stop, active: False");
    }

    private IActorRef Timed(ManualResetEventSlim? gate = null) => System.ActorOf(Props.Create(() => new TimedActor(this, gate)));

    private sealed record Start(string Key, string Message, TimeSpan Delay, bool Repeats = false);

    private sealed record Cancel(string Key);

    private sealed record IsActive(string Key);

    private sealed record BlockThenStart(string Key, string Message, TimeSpan Delay);

    private sealed record StartThenFail(string Key, string Message, TimeSpan Delay);

    private sealed class TimedActor : ReceiveActor, IWithTimers
    {
        private readonly ActorTest _test;

        public TimedActor(ActorTest test, ManualResetEventSlim? gate)
        {
            _test = test;
            Receive<Start>(start => start.Repeats, start => Timers.StartPeriodicTimer(start.Key, start.Message, start.Delay));
            Receive<Start>(start => Timers.StartSingleTimer(start.Key, start.Message, start.Delay));
            Receive<Cancel>(cancel => Timers.Cancel(cancel.Key));
            Receive<IsActive>(active => Sender.Tell(Timers.IsTimerActive(active.Key)));
            Receive<BlockThenStart>(start =>
            {
                test.Report("blocked");
                gate!.Wait(Patience);
                Timers.StartSingleTimer(start.Key, start.Message, start.Delay);
            });
            Receive<StartThenFail>(start =>
            {
                Timers.StartSingleTimer(start.Key, start.Message, start.Delay);
                test.Report("blocked");
                gate!.Wait(Patience);
                throw new InvalidOperationException();
            });
            ReceiveAny(test.Report);
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreRestart(Exception reason, object message) =>
            _test.Report($"restart, active: {Timers.IsTimerActive("key")}");

        protected override void PostStop() => _test.Report($"stop, active: {Timers.IsTimerActive("key")}");
    }
}
