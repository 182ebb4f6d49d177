using Weir.Host.Web.Views;

namespace Weir.Unit.Web;

public class TimelineBarTests
{
    [Fact]
    public void Bars_follow_each_other_and_fill_the_time_until_the_acknowledgement()
    {
        var bars = TimelineBar.Of(Times(delay: 10, alignment: 20, synchronous: 0, asynchronous: 30, endToEnd: 80), TimeSpan.FromMilliseconds(100));
        bars.Select(bar => bar.Kind).ShouldBe(["delay", "alignment", "asynchronous", "rest"]);
        bars.Select(bar => Math.Round(bar.From, 6)).ShouldBe([0, 0.1, 0.3, 0.6]);
        bars.Sum(bar => bar.Length).ShouldBe(0.8, tolerance: 0.000001);
    }

    [Fact]
    public void Clocks_that_disagree_draw_nothing_beyond_the_end()
    {
        var bars = TimelineBar.Of(Times(delay: -5, alignment: 90, synchronous: 90, asynchronous: 90, endToEnd: 50), TimeSpan.FromMilliseconds(100));
        bars.ShouldAllBe(bar => bar.Length > 0 && bar.From >= 0);
        bars.Sum(bar => bar.Length).ShouldBe(1, tolerance: 0.000001);
    }

    private static SubtaskTimes Times(double delay, double alignment, double synchronous, double asynchronous, double endToEnd) => new(
        TimeSpan.FromMilliseconds(delay),
        TimeSpan.FromMilliseconds(alignment),
        TimeSpan.FromMilliseconds(synchronous),
        TimeSpan.FromMilliseconds(asynchronous),
        TimeSpan.FromMilliseconds(endToEnd));
}
