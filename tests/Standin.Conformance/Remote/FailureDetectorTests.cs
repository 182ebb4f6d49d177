using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace Weir.Standin.Conformance.Remote;

public sealed class FailureDetectorTests
{
    private long _now;

    [Fact]
    public void Who_was_never_heard_of_is_available()
    {
        var detector = Phi();

        detector.IsAvailable.ShouldBeTrue();
        detector.IsMonitoring.ShouldBeFalse();
    }

    [Fact]
    public void Regular_heartbeats_keep_it_available_and_silence_ends_that()
    {
        var detector = Phi();
        Beat(detector, 20, TimeSpan.FromSeconds(1));

        _now += 3_000;
        detector.IsAvailable.ShouldBeTrue("within the acceptable pause");
        _now += 3_000;
        detector.IsAvailable.ShouldBeFalse();
        detector.IsMonitoring.ShouldBeTrue();
    }

    [Fact]
    public void A_heartbeat_after_a_silence_makes_it_available_again()
    {
        var detector = Phi();
        Beat(detector, 10, TimeSpan.FromSeconds(1));
        _now += 60_000;
        detector.IsAvailable.ShouldBeFalse();

        detector.HeartBeat();

        detector.IsAvailable.ShouldBeTrue();
    }

    [Fact]
    public void Irregular_heartbeats_are_given_more_time()
    {
        var (regular, irregular) = (Phi(pause: TimeSpan.Zero), Phi(pause: TimeSpan.Zero));
        Beat(regular, 50, TimeSpan.FromSeconds(1));
        foreach (var interval in Enumerable.Repeat(new[] { 200, 1_800 }, 25).SelectMany(each => each))
        {
            _now += interval;
            irregular.HeartBeat();
        }

        regular.HeartBeat();
        _now += 2_500;

        regular.IsAvailable.ShouldBeFalse();
        irregular.IsAvailable.ShouldBeTrue();
    }

    [Fact]
    public void The_configured_interval_counts_until_more_is_known()
    {
        var detector = Phi();
        detector.HeartBeat();

        _now += 1_000;
        detector.IsAvailable.ShouldBeTrue();
        _now += 10_000;
        detector.IsAvailable.ShouldBeFalse();
    }

    [Fact]
    public void It_is_made_from_the_keys_of_the_configuration()
    {
        var config = ConfigurationFactory.ParseString(
            "threshold = 8.0, max-sample-size = 100, min-std-deviation = 100ms, acceptable-heartbeat-pause = 3s, heartbeat-interval = 1s");

        new PhiAccrualFailureDetector(config, new EventStream(false)).IsAvailable.ShouldBeTrue();
        new DeadlineFailureDetector(config, new EventStream(false)).IsAvailable.ShouldBeTrue();
    }

    [Fact]
    public void A_deadline_ends_with_the_pause_after_the_interval()
    {
        var detector = new DeadlineFailureDetector(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), () => _now);
        detector.HeartBeat();

        _now += 3_999;
        detector.IsAvailable.ShouldBeTrue();
        _now += 2;
        detector.IsAvailable.ShouldBeFalse();
    }

    [Fact]
    public void A_registry_keeps_resources_apart()
    {
        var registry = new DefaultFailureDetectorRegistry<string>(() => Phi());
        registry.Heartbeat("a");
        _now += 60_000;
        registry.Heartbeat("b");

        registry.IsAvailable("a").ShouldBeFalse();
        registry.IsAvailable("b").ShouldBeTrue();
        registry.IsAvailable("never heard of").ShouldBeTrue();
        registry.IsMonitoring("never heard of").ShouldBeFalse();
        registry.Remove("a");
        registry.IsAvailable("a").ShouldBeTrue();
        registry.Reset();
        registry.IsMonitoring("b").ShouldBeFalse();
    }

    private void Beat(FailureDetector detector, int count, TimeSpan interval)
    {
        for (var i = 0; i < count; i++)
        {
            _now += (long)interval.TotalMilliseconds;
            detector.HeartBeat();
        }
    }

    private PhiAccrualFailureDetector Phi(TimeSpan? pause = null) =>
        new(8.0, 200, TimeSpan.FromMilliseconds(100), pause ?? TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), () => _now);
}
