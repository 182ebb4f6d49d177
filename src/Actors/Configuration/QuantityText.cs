using System.Globalization;

namespace Weir.Actors.Configuration;

/// <summary>A number that is not negative, and the unit behind it, with or without a space between them.</summary>
internal static class QuantityText
{
    public static bool TrySplit(string text, out decimal number, out string unit)
    {
        var trimmed = text.AsSpan().Trim();
        var end = 0;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] == '.'))
        {
            end++;
        }

        unit = trimmed[end..].Trim().ToString();
        return decimal.TryParse(trimmed[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            && number < long.MaxValue / 1_000_000_000_000m * 1_000_000m;
    }
}
