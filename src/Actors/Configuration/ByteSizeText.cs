namespace Weir.Actors.Configuration;

/// <summary>Sizes as HOCON writes them: <c>20 KiB</c>, <c>64k</c>, <c>1.5 MB</c>; a bare number counts bytes, and one letter counts in powers of 1,024.</summary>
internal static class ByteSizeText
{
    public const string Expected = "a size such as 20 KiB, 32 MiB or a number of bytes";

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        if (!QuantityText.TrySplit(text, out var number, out var unit) || Factor(unit) is not { } factor)
        {
            return false;
        }

        var total = number * factor;
        if (total != decimal.Truncate(total) || total > long.MaxValue)
        {
            return false;
        }

        bytes = (long)total;
        return true;
    }

    private static long? Factor(string unit) => unit switch
    {
        "" or "B" or "b" or "byte" or "bytes" => 1,
        "K" or "k" or "Ki" or "KiB" => 1L << 10,
        "M" or "m" or "Mi" or "MiB" => 1L << 20,
        "G" or "g" or "Gi" or "GiB" => 1L << 30,
        "T" or "t" or "Ti" or "TiB" => 1L << 40,
        "kB" or "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "TB" => 1_000_000_000_000,
        _ => null,
    };
}
