namespace Weir.Bench.Harness;

/// <summary>Allocation and collection pauses between its creation and <see cref="End"/>.</summary>
internal readonly struct ManagedRun
{
    private readonly long _allocated;
    private readonly TimeSpan _paused;

    private ManagedRun(long allocated, TimeSpan paused)
    {
        _allocated = allocated;
        _paused = paused;
    }

    public static ManagedRun Begin() => new(GC.GetTotalAllocatedBytes(precise: true), GC.GetTotalPauseDuration());

    public Measurement End(long records, TimeSpan elapsed, ulong result) =>
        new(records, elapsed, result, GC.GetTotalAllocatedBytes(precise: true) - _allocated, GC.GetTotalPauseDuration() - _paused);
}
