namespace Weir.Unit.Actors;

/// <summary>Time zones for tests, with rules of their own: not every machine has a data base of them.</summary>
internal static class TimeZones
{
    /// <summary>An hour ahead, two from 2:00 on the last Sunday of March to 3:00 on the last one of October.</summary>
    public static TimeZoneInfo Berlin { get; } = TimeZoneInfo.CreateCustomTimeZone(
        "Berlin",
        TimeSpan.FromHours(1),
        displayName: null,
        standardDisplayName: null,
        daylightDisplayName: null,
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), LastSunday(hour: 2, month: 3), LastSunday(hour: 3, month: 10)),
        ]);

    /// <summary>Five hours behind, all the year.</summary>
    public static TimeZoneInfo Lima { get; } = TimeZoneInfo.CreateCustomTimeZone("Lima", TimeSpan.FromHours(-5), displayName: null, standardDisplayName: null);

    public static TimeZoneInfo Named(string name) => name switch
    {
        "UTC" => TimeZoneInfo.Utc,
        "Berlin" => Berlin,
        "Lima" => Lima,
        _ => throw new ArgumentException($"There is no time zone {name} for tests."),
    };

    private static TimeZoneInfo.TransitionTime LastSunday(int hour, int month) =>
        TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, hour, 0, 0), month, week: 5, DayOfWeek.Sunday);
}
