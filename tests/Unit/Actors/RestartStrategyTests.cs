using Weir.Actors.Restarts;

namespace Weir.Unit.Actors;

public class RestartStrategyTests
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Exponential_delay_grows_to_its_maximum()
    {
        var strategy = new ExponentialDelayConfiguration { Jitter = 0, MaximumDelay = TimeSpan.FromSeconds(3) }.CreateStrategy();
        Enumerable.Range(0, 5).Select(second => strategy.OnFailure(Begin.AddSeconds(second), 0.5).Delay.TotalSeconds)
            .ShouldBe([1, 1.5, 2.25, 3, 3]);
    }

    [Fact]
    public void Exponential_delay_starts_anew_after_a_quiet_time()
    {
        var strategy = new ExponentialDelayConfiguration { Jitter = 0, ResetAfter = TimeSpan.FromMinutes(1) }.CreateStrategy();
        strategy.OnFailure(Begin, 0).Delay.ShouldBe(TimeSpan.FromSeconds(1));
        strategy.OnFailure(Begin.AddSeconds(60.9), 0).Delay.ShouldBe(TimeSpan.FromSeconds(1.5), "the quiet time begins when the delay is over");
        strategy.OnFailure(Begin.AddSeconds(60.9 + 1.5 + 60), 0).Delay.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(0.0, 0.9)]
    [InlineData(0.5, 1.0)]
    [InlineData(0.999999999, 1.1)]
    public void Exponential_delay_is_spread_by_its_jitter(double random, double seconds)
    {
        var strategy = new ExponentialDelayConfiguration().CreateStrategy();
        strategy.OnFailure(Begin, random).Delay.TotalSeconds.ShouldBe(seconds, 1e-6);
    }

    [Fact]
    public void Jitter_does_not_exceed_the_maximum_delay()
    {
        var strategy = new ExponentialDelayConfiguration { InitialDelay = TimeSpan.FromMinutes(1) }.CreateStrategy();
        strategy.OnFailure(Begin, 0.999).Delay.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Fixed_delay_gives_up_after_its_attempts()
    {
        var strategy = new FixedDelayConfiguration { Attempts = 2, Delay = TimeSpan.FromSeconds(7) }.CreateStrategy();
        strategy.OnFailure(Begin, 0).Delay.ShouldBe(TimeSpan.FromSeconds(7));
        strategy.OnFailure(Begin.AddDays(1), 0).ShouldRestart.ShouldBeTrue();
        var last = strategy.OnFailure(Begin.AddDays(2), 0);
        last.ShouldRestart.ShouldBeFalse();
        last.Reason.ShouldContain("all 2 restart attempts");
    }

    [Fact]
    public void Failure_rate_gives_up_on_one_failure_too_many_within_the_interval()
    {
        var strategy = new FailureRateConfiguration { MaximumFailures = 2, Interval = TimeSpan.FromMinutes(1) }.CreateStrategy();
        strategy.OnFailure(Begin, 0).ShouldRestart.ShouldBeTrue();
        strategy.OnFailure(Begin.AddSeconds(30), 0).ShouldRestart.ShouldBeTrue();
        strategy.OnFailure(Begin.AddSeconds(60), 0).ShouldRestart.ShouldBeTrue("the first is out of the interval");
        strategy.OnFailure(Begin.AddSeconds(89), 0).ShouldRestart.ShouldBeFalse();
    }

    [Fact]
    public void None_gives_up_at_once() => new NoRestartConfiguration().CreateStrategy().OnFailure(Begin, 0).ShouldRestart.ShouldBeFalse();

    [Fact]
    public void Values_out_of_range_are_named()
    {
        new ExponentialDelayConfiguration { InitialDelay = TimeSpan.FromHours(1), Multiplier = 0.5, Jitter = double.NaN }.Problems()
            .Select(problem => problem.Key).ShouldBe(["exponential.initial-delay", "exponential.multiplier", "exponential.jitter"]);
        new FixedDelayConfiguration { Attempts = 0 }.Problems().Single().ShouldBe(("fixed-delay.attempts", "0", "at least 1"));
        RestartConfiguration.Default.Problems().ShouldBeEmpty();
    }
}
