using System.Globalization;
using Weir.Actors.Coordination;

namespace Weir.Unit.Actors;

/// <summary>Times of the calendar, also on the days on which clocks are put forward and back.</summary>
public class CronScheduleTests
{
    [Theory]
    [InlineData("0 3 * * *", "UTC", "2026-01-01T02:59:59Z", "2026-01-01T03:00:00Z")]
    [InlineData("0 3 * * *", "UTC", "2026-01-01T03:00:00Z", "2026-01-02T03:00:00Z")]
    [InlineData("*/15 9-17 * * MON-FRI", "UTC", "2026-01-02T17:45:00Z", "2026-01-05T09:00:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 3 * * *", "Berlin", "2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z")]
    [InlineData("0 3 * * *", "Berlin", "2026-07-01T00:00:00Z", "2026-07-01T01:00:00Z")]

    // 2:30 does not exist on March 29, 2026: at three o'clock, then.
    [InlineData("30 2 * * *", "Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("30 2 * * *", "Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]

    // On October 25 it exists twice: the first one, and no second.
    [InlineData("30 2 * * *", "Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", "Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("*/30 * * * *", "Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z")]
    public void The_next_time_is_that_of_the_zone(string fields, string zone, string from, string expected)
    {
        CronSchedule.TryParse(fields, TimeZones.Named(zone), out var schedule).ShouldBeTrue();
        schedule!.After(Time(from)).ShouldBe(Time(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0 3 * *")]
    [InlineData("0 0 3 * * *")]
    [InlineData("60 3 * * *")]
    [InlineData("daily")]
    public void What_is_no_such_notation_is_not_read(string fields) => CronSchedule.TryParse(fields, TimeZoneInfo.Utc, out _).ShouldBeFalse();

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
