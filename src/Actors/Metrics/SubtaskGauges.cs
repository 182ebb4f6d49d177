using System.Diagnostics.Metrics;
using Weir.Actors.Coordination;
using Weir.Operators.Runtime;

namespace Weir.Actors.Metrics;

/// <summary>A subtask's figures; read by whoever collects metrics, on any thread.</summary>
/// <param name="Records">What it counts.</param>
/// <param name="Tags">What names the subtask.</param>
internal sealed record SubtaskGauges(SubtaskMetrics Records, KeyValuePair<string, object?>[] Tags)
{
    private volatile SubtaskActivity? _activity;

    /// <summary>What it has been doing lately; null: not known yet.</summary>
    public SubtaskActivity? Activity
    {
        get => _activity;
        set => _activity = value;
    }

    public Measurement<long> Measure(long value) => new(value, Tags);
}
