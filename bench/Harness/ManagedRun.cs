namespace Weir.Bench.Harness;

/// <summary>Allocation, processor time and collection pauses between its creation and <see cref="End"/>.</summary>
internal readonly struct ManagedRun
{
    private readonly long _allocated;
    private readonly TimeSpan _cpu;
    private readonly TimeSpan _paused;

    private ManagedRun(long allocated, TimeSpan cpu, TimeSpan paused)
    {
        _allocated = allocated;
        _cpu = cpu;
        _paused = paused;
    }

    public static ManagedRun Begin() => new(GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration());

    public Measurement End(long records, TimeSpan elapsed, ulong result) =>
        new(
            records,
            elapsed,
            result,
            GC.GetTotalAllocatedBytes(precise: true) - _allocated,
            Environment.CpuUsage.TotalTime - _cpu,
            GC.GetTotalPauseDuration() - _paused);
}
