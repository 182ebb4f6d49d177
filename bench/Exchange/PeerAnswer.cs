namespace Weir.Bench.Exchange;

/// <summary>What the second process answers about one run.</summary>
/// <param name="Records">Records, or bytes of the plain copy, that arrived.</param>
/// <param name="ElapsedTicks">From the first to the last, in 100 ns.</param>
/// <param name="Answer">The sum of the running counts.</param>
/// <param name="AllocatedBytes">In that process.</param>
/// <param name="CpuTicks">Processor time of that process, in 100 ns.</param>
/// <param name="PausedTicks">Its garbage collection pauses, in 100 ns.</param>
internal sealed record PeerAnswer(long Records, long ElapsedTicks, ulong Answer, long AllocatedBytes, long CpuTicks, long PausedTicks)
{
    public override string ToString() => FormattableString.Invariant($"{Records} {ElapsedTicks} {Answer} {AllocatedBytes} {CpuTicks} {PausedTicks}");

    public static PeerAnswer Parse(string line)
    {
        string[] parts = line.Split(' ');
        return parts.Length == 6
            ? new PeerAnswer(Number(0), Number(1), ulong.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture), Number(3), Number(4), Number(5))
            : throw new InvalidOperationException($"The second process answered: {line}");

        long Number(int i) => long.Parse(parts[i], System.Globalization.CultureInfo.InvariantCulture);
    }
}
