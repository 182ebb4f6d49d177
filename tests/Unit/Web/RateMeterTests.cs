using Weir.Host.Web.Views;

namespace Weir.Unit.Web;

public class RateMeterTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly RateMeter _meter = new();

    [Fact]
    public void Nothing_is_said_of_a_counter_that_was_seen_once()
    {
        Add(0, 100).ShouldBeNull();
        Add(0, 200).ShouldBeNull("no time has passed");
    }

    [Fact]
    public void The_latest_seconds_count()
    {
        Add(0, 0);
        Add(5, 5_000).ShouldBe(1_000);
        for (var second = 6; second <= 20; second++)
        {
            Add(second, 5_000);
        }

        Add(21, 5_000).ShouldBe(0, "what was before is forgotten");
    }

    [Fact]
    public void A_counter_that_begins_anew_is_measured_anew()
    {
        Add(0, 1_000);
        Add(1, 2_000).ShouldBe(1_000);
        Add(2, 10).ShouldBeNull();
        Add(4, 30).ShouldBe(10);
    }

    private double? Add(int second, long count) => _meter.Add("records", count, Begin.AddSeconds(second));
}
