namespace Weir.Operators.Time;

/// <summary>What an input changed in the merged stream. Apply the watermark before an idle status and after an active one.</summary>
internal readonly record struct ValveChange
{
    /// <summary>The new merged watermark, or null when it stays.</summary>
    public long? Watermark { get; init; }

    /// <summary>True: the merged stream is idle now; false: active again; null when nothing changes.</summary>
    public bool? Status { get; init; }
}
