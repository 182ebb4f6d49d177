using System.Diagnostics;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class TimerTests : StreamsSpec
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_timer_fires_once_after_its_delay()
    {
        var log = new Log();
        var since = Stopwatch.StartNew();
        Run(log, logic =>
        {
            logic.Once("once", Short);
            log.Add($"active={logic.IsActive("once")} other={logic.IsActive("other")}");
        }, (logic, key) => log.Add($"{key} active={logic.IsActive(key)}"));

        (await log.Next(2)).ShouldBe(["active=True other=False", "once active=False"]);
        since.Elapsed.ShouldBeGreaterThan(Short - TimeSpan.FromMilliseconds(15));
    }

    [Fact]
    public async Task A_repeated_timer_fires_until_it_is_cancelled()
    {
        var log = new Log();
        var count = 0;
        Run(log, logic => logic.Repeatedly("tick", TimeSpan.FromMilliseconds(20)), (logic, key) =>
        {
            if (Equals(key, "end"))
            {
                log.Add($"after {count}");
                return;
            }

            if (++count == 3)
            {
                logic.CancelTimerOf(key);
                log.Add($"active={logic.IsActive(key)}");
                logic.Once("end", TimeSpan.FromMilliseconds(200));
            }
        });

        (await log.Next(2)).ShouldBe(["active=False", "after 3"]);
    }

    /// <summary>Keeps the stage's thread, as a handler that takes its time does.</summary>
    private static void BeBusyFor(TimeSpan time)
    {
        long started = Stopwatch.GetTimestamp();
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(started) >= time);
    }

    [Fact]
    public async Task A_timer_of_the_same_key_replaces_the_one_before()
    {
        var log = new Log();
        Run(log, logic =>
        {
            logic.Once("a", TimeSpan.FromMilliseconds(1));
            BeBusyFor(TimeSpan.FromMilliseconds(100)); // the first is due by now, and its signal may wait already
            logic.Once("a", TimeSpan.FromMilliseconds(200));
            logic.Once("b", TimeSpan.FromMilliseconds(60));
        }, (_, key) => log.Add($"{key}"));

        (await log.Next(2)).ShouldBe(["b", "a"]);
    }

    [Fact]
    public async Task A_timer_that_was_cancelled_does_not_fire_even_when_it_was_due()
    {
        var log = new Log();
        Run(log, logic =>
        {
            logic.Once("a", TimeSpan.FromMilliseconds(1));
            BeBusyFor(TimeSpan.FromMilliseconds(100)); // as above
            logic.CancelTimerOf("a");
            logic.Once("b", Short);
        }, (_, key) => log.Add($"{key}"));

        (await log.Next()).ShouldBe("b");
    }

    [Fact]
    public async Task Timers_end_with_the_stage()
    {
        var log = new Log();
        var stage = Open.Source<int>((logic, outlet) =>
        {
            logic.Started = () => logic.Repeatedly("tick", TimeSpan.FromMilliseconds(5));
            logic.Stopped = () => log.Add("stop");
            logic.TimerFired = _ =>
            {
                log.Add("tick");
                logic.CompleteStage();
            };
            logic.On(outlet, () => { });
        });

        await Elements(Source.FromGraph(stage));
        (await log.Next(2)).ShouldBe(["tick", "stop"]);
        await Elements(Source.Tick(TimeSpan.FromMilliseconds(100), Long, 1).Take(1));

        log.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_timer_that_throws_fails_the_stage()
    {
        var stage = Open.Source<int>((logic, outlet) =>
        {
            logic.Started = () => logic.Once("a", Short);
            logic.TimerFired = _ => throw new InvalidOperationException("broken");
            logic.On(outlet, () => { });
        });

        await Fails<InvalidOperationException>(Source.FromGraph(stage).RunWith(Sink.Ignore<int>(), Materializer));
    }

    private void Run(Log log, Action<OpenLogic> start, Action<OpenLogic, object> fired) => Source.FromGraph(Open.Source<int>((logic, outlet) =>
    {
        logic.Started = () => start(logic);
        logic.TimerFired = key => fired(logic, key);
        logic.On(outlet, () => { });
    })).To(Sink.Ignore<int>()).Run(Materializer);
}
