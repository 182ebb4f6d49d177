namespace Weir.Bench.Harness;

/// <summary>One run of one contender.</summary>
/// <param name="Records">Records that went through.</param>
/// <param name="Elapsed">From the first record to the last.</param>
/// <param name="Result">A number that the workload's answer determines; null where the contender's answer cannot be seen.</param>
/// <param name="AllocatedBytes">Of managed memory, during the run; null for another process.</param>
/// <param name="Cpu">Processor time of all threads, start and end included; null for another process.</param>
/// <param name="Paused">Time in garbage collection pauses; null for another process.</param>
internal sealed record Measurement(long Records, TimeSpan Elapsed, ulong? Result, long? AllocatedBytes = null, TimeSpan? Cpu = null, TimeSpan? Paused = null)
{
    /// <summary>What else was measured.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    public double RecordsPerSecond => Records / Elapsed.TotalSeconds;
}
