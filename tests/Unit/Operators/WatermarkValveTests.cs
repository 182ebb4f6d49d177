using Weir.Operators.Elements;
using Weir.Operators.Time;

namespace Weir.Unit.Operators;

public sealed class WatermarkValveTests
{
    [Fact]
    public void Takes_the_smallest_of_all_channels()
    {
        var valve = new WatermarkValve(2);

        valve.InputWatermark(0, 10).ShouldBe(default);
        valve.InputWatermark(1, 5).ShouldBe(new ValveChange { Watermark = 5 });
        valve.InputWatermark(1, 20).ShouldBe(new ValveChange { Watermark = 10 });
        valve.InputWatermark(0, 9).ShouldBe(default);
    }

    [Fact]
    public void An_idle_channel_does_not_hold_time_back()
    {
        var valve = new WatermarkValve(2);
        valve.InputWatermark(0, 10);

        valve.InputStatus(1, isIdle: true).ShouldBe(new ValveChange { Watermark = 10 });
        valve.InputWatermark(0, 12).ShouldBe(new ValveChange { Watermark = 12 });
    }

    [Fact]
    public void A_channel_that_wakes_up_behind_counts_again_once_it_has_caught_up()
    {
        var valve = new WatermarkValve(2);
        valve.InputStatus(1, isIdle: true);
        valve.InputWatermark(0, 10);
        valve.InputStatus(1, isIdle: false).ShouldBe(default);

        valve.InputWatermark(0, 20).ShouldBe(new ValveChange { Watermark = 20 });
        valve.InputWatermark(1, 20).ShouldBe(default);
        valve.InputWatermark(0, 30).ShouldBe(default);
        valve.InputWatermark(1, 25).ShouldBe(new ValveChange { Watermark = 25 });
    }

    [Fact]
    public void With_all_channels_idle_the_stream_is_idle_at_the_largest_watermark()
    {
        var valve = new WatermarkValve(2);
        valve.InputWatermark(0, 10);
        valve.InputWatermark(1, 30);

        valve.InputStatus(0, isIdle: true).ShouldBe(new ValveChange { Watermark = 30 });
        valve.InputStatus(1, isIdle: true).ShouldBe(new ValveChange { Status = true });
        valve.InputStatus(0, isIdle: false).ShouldBe(new ValveChange { Status = false });
    }

    [Fact]
    public void The_last_channel_to_go_idle_lets_time_go_on_to_the_furthest()
    {
        var valve = new WatermarkValve(3);
        valve.InputWatermark(0, 10);
        valve.InputWatermark(1, 30);
        valve.InputStatus(1, isIdle: true);
        valve.InputStatus(2, isIdle: true).ShouldBe(new ValveChange { Watermark = 10 });

        valve.InputStatus(0, isIdle: true).ShouldBe(new ValveChange { Watermark = 30, Status = true });
    }

    [Fact]
    public void The_end_of_time_comes_through_an_idle_channel()
    {
        var valve = new WatermarkValve(1);
        valve.InputStatus(0, isIdle: true);

        valve.InputWatermark(0, 5).ShouldBe(default);
        valve.InputWatermark(0, Watermark.Maximum).ShouldBe(new ValveChange { Watermark = Watermark.Maximum, Status = false });
    }

    [Fact]
    public void A_channel_that_has_ended_does_not_end_time_for_idle_ones()
    {
        var valve = new WatermarkValve(3);
        valve.InputWatermark(0, 10);
        valve.InputWatermark(1, 20);
        valve.InputWatermark(2, 30);
        valve.InputStatus(1, isIdle: true);
        valve.InputWatermark(0, Watermark.Maximum).ShouldBe(new ValveChange { Watermark = 30 });

        valve.InputStatus(2, isIdle: true).ShouldBe(new ValveChange { Status = true });
        valve.CurrentWatermark.ShouldBe(30);
        valve.InputStatus(2, isIdle: false).ShouldBe(new ValveChange { Status = false });
        valve.InputWatermark(2, 40).ShouldBe(new ValveChange { Watermark = 40 });
        valve.InputWatermark(2, Watermark.Maximum).ShouldBe(new ValveChange { Status = true });
        valve.InputWatermark(1, Watermark.Maximum).ShouldBe(new ValveChange { Watermark = Watermark.Maximum, Status = false });
    }

    [Fact]
    public void The_last_active_channel_that_ends_leaves_the_stream_idle()
    {
        var valve = new WatermarkValve(2);
        valve.InputWatermark(1, 10);
        valve.InputStatus(1, isIdle: true);
        valve.InputWatermark(0, 5).ShouldBe(new ValveChange { Watermark = 5 });

        valve.InputWatermark(0, Watermark.Maximum).ShouldBe(new ValveChange { Watermark = 10, Status = true });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Time_never_goes_back_and_never_passes_an_active_channel_that_kept_up(int channels)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var valve = new WatermarkValve(channels);
            var watermarks = Enumerable.Repeat(Watermark.Minimum, channels).ToArray();
            var idle = new bool[channels];
            var merged = Watermark.Minimum;
            for (var step = 0; step < 200; step++)
            {
                var channel = random.Next(channels);
                ValveChange change;
                if (random.Next(4) == 0)
                {
                    idle[channel] = !idle[channel];
                    change = valve.InputStatus(channel, idle[channel]);
                }
                else
                {
                    var watermark = random.Next(1_000);
                    if (!idle[channel])
                    {
                        watermarks[channel] = Math.Max(watermarks[channel], watermark);
                    }

                    change = valve.InputWatermark(channel, watermark);
                }

                var message = $"seed {seed}, step {step}";
                if (change.Watermark is { } next)
                {
                    next.ShouldBeGreaterThan(merged, message);
                    merged = next;
                }

                valve.CurrentWatermark.ShouldBe(merged, message);
                valve.IsIdle.ShouldBe(idle.All(value => value), message);
                var active = Enumerable.Range(0, channels).Where(i => !idle[i]).ToArray();
                var keptUp = active.Where(i => watermarks[i] >= merged).ToArray();
                if (keptUp.Length == active.Length && active.Length > 0)
                {
                    merged.ShouldBeLessThanOrEqualTo(active.Min(i => watermarks[i]), message);
                }

                if (keptUp.Length > 0)
                {
                    merged.ShouldBe(keptUp.Min(i => watermarks[i]), message);
                }
            }
        }
    }
}
