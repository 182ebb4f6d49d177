namespace Weir.Operators.Runtime;

/// <summary>Counters of one subtask. Written on its thread only; read from others with <see cref="Volatile"/>.</summary>
internal sealed class SubtaskMetrics
{
    public long RecordsIn;
    public long RecordsOut;
    public long BatchesIn;
    public long BatchesOut;

    /// <summary>Milliseconds since 1970-01-01 UTC; <see cref="long.MinValue"/> before the first one.</summary>
    public long CurrentWatermark = long.MinValue;
}
