using System.Globalization;

namespace Weir.Simulation.Tests;

/// <summary>Which seeds are run: WEIR_SEED for one, WEIR_SEEDS for how many, WEIR_FIRST_SEED for where they begin.</summary>
internal static class Seeds
{
    public const int Default = 5000;

    public static (int First, int Count) Chosen() =>
        Number("WEIR_SEED") is { } one ? (one, 1) : (Number("WEIR_FIRST_SEED") ?? 1, Number("WEIR_SEEDS") ?? Default);

    private static int? Number(string variable)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(text) ? null : int.Parse(text, CultureInfo.InvariantCulture);
    }
}
