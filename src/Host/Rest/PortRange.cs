using System.Globalization;

namespace Weir.Host.Rest;

/// <summary>Ports of which one is used.</summary>
/// <param name="First">The first; 0, alone: any.</param>
/// <param name="Last">The last.</param>
internal readonly record struct PortRange(int First, int Last)
{
    public IEnumerable<int> Ports => Enumerable.Range(First, Last - First + 1);

    /// <summary>"8081", or "8081-8099".</summary>
    public static bool TryParse(string text, out PortRange range)
    {
        range = default;
        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        if (parts.Length > 2 || !TryPort(parts[0], out var first) || !TryPort(parts[^1], out var last) || last < first || (first == 0 && last > 0))
        {
            return false;
        }

        range = new PortRange(first, last);
        return true;
    }

    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue;
}
