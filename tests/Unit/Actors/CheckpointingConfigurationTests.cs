using Weir.Actors.Coordination;
using Weir.Actors.Restarts;

namespace Weir.Unit.Actors;

public class CheckpointingConfigurationTests
{
    [Fact]
    public void Defaults_are_valid_and_as_documented()
    {
        var defaults = new CheckpointingConfiguration();
        defaults.Validate().ShouldBeEmpty();
        defaults.Interval.ShouldBeNull();
        defaults.Timeout.ShouldBe(TimeSpan.FromMinutes(10));
        defaults.Restart.ShouldBe(new ExponentialDelayConfiguration());
    }

    [Fact]
    public void A_value_out_of_range_is_told_with_key_value_and_range() =>
        new CheckpointingConfiguration { Interval = TimeSpan.FromMilliseconds(9) }.Validate().ShouldHaveSingleItem()
            .ShouldBe("weir.checkpointing.interval is 9 ms; it must be off, or 10 ms to 24.00:00:00.");

    [Fact]
    public void Every_value_out_of_range_is_told() =>
        new CheckpointingConfiguration
        {
            Timeout = TimeSpan.Zero,
            MinimumPause = TimeSpan.FromSeconds(-1),
            MaximumConcurrent = 0,
            TolerableFailures = -2,
            Retained = 0,
            InlineThresholdBytes = -1,
            Restart = new FixedDelayConfiguration { Attempts = 0 },
        }.Validate().Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]).ShouldBe(
        [
            "weir.checkpointing.timeout",
            "weir.checkpointing.min-pause",
            "weir.checkpointing.max-concurrent",
            "weir.checkpointing.tolerable-failures",
            "weir.checkpointing.num-retained",
            "weir.checkpointing.storage.inline-threshold",
            "weir.checkpointing.restart.fixed-delay.attempts",
        ]);

    [Fact]
    public void Several_at_a_time_and_a_pause_between_them_exclude_each_other() =>
        new CheckpointingConfiguration { MaximumConcurrent = 2, MinimumPause = TimeSpan.FromSeconds(1) }.Validate().ShouldHaveSingleItem()
            .ShouldContain("max-concurrent is 2; it must be 1 when min-pause is set");
}
