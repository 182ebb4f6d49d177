using System.Globalization;

namespace Weir.Simulation.Tests;

/// <summary>Which seeds are run: WEIR_SEED for one, WEIR_SEEDS for how many, WEIR_FIRST_SEED for where they begin; WEIR_TRACE for how many lines are told of one that fails.</summary>
internal static class Seeds
{
    public const int Default = 5000;

    public static (int First, int Count) Chosen() =>
        Number("WEIR_SEED") is { } one ? (one, 1) : (Number("WEIR_FIRST_SEED") ?? 1, Number("WEIR_SEEDS") ?? Default);

    /// <summary>As in 90s, 30m or 1h; null: it is not set.</summary>
    public static TimeSpan? Time(string variable)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(text) ? null : double.Parse(text.AsSpan()[..^1], CultureInfo.InvariantCulture) * (text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            _ => throw new FormatException($"{variable} is {text}; it must be a number with s, m or h."),
        });
    }

    public static int? Number(string variable)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(text) ? null : int.Parse(text, CultureInfo.InvariantCulture);
    }
}
