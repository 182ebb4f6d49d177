using System.Diagnostics.CodeAnalysis;
using Cronos;

namespace Weir.Actors.Coordination;

/// <summary>Times of the calendar in the notation of cron: minute, hour, day of the month, month, day of the week.</summary>
internal sealed class CronSchedule : IEquatable<CronSchedule>
{
    private readonly CronExpression _expression;

    private CronSchedule(string text, CronExpression expression, TimeZoneInfo zone)
    {
        Text = text;
        _expression = expression;
        Zone = zone;
    }

    public string Text { get; }

    /// <summary>Where the times are those of clocks on the wall.</summary>
    public TimeZoneInfo Zone { get; }

    /// <returns>False: it is not in that notation.</returns>
    public static bool TryParse(string text, TimeZoneInfo zone, [NotNullWhen(true)] out CronSchedule? schedule)
    {
        schedule = CronExpression.TryParse(text, CronFormat.Standard, out var expression) ? new CronSchedule(text, expression, zone) : null;
        return schedule is not null;
    }

    /// <summary>
    /// The first time behind another. Where clocks are put forward, what would fall into the time that is left out comes as soon as it is over; where they are
    /// put back, a fixed time comes once, and one that repeats within the hour goes on. Null: there is none.
    /// </summary>
    public DateTimeOffset? After(DateTimeOffset time) => _expression.GetNextOccurrence(time, Zone);

    public bool Equals(CronSchedule? other) => other is not null && other.Text == Text && other.Zone.Id == Zone.Id;

    public override bool Equals(object? obj) => Equals(obj as CronSchedule);

    public override int GetHashCode() => HashCode.Combine(Text, Zone.Id);

    public override string ToString() => $"{Text} ({Zone.Id})";
}
