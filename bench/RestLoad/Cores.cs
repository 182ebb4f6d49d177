using System.Diagnostics;

namespace Weir.Bench.RestLoad;

/// <summary>Which cores a process runs on: who asks must not take the time of who answers, or that would be measured too.</summary>
internal static class Cores
{
    /// <summary>All but the last.</summary>
    public static void TakeAllButTheLast() => Take(Environment.ProcessorCount > 1 ? Mask(Environment.ProcessorCount - 1) : 1);

    /// <summary>Of how many there are on the machine.</summary>
    public static void TakeTheLastOf(int count) => Take(1L << Math.Min(count - 1, 62));

    private static long Mask(int cores) => cores >= 63 ? long.MaxValue : (1L << cores) - 1;

    private static void Take(long mask)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using Process self = Process.GetCurrentProcess();
            self.ProcessorAffinity = (nint)mask;
        }
    }
}
