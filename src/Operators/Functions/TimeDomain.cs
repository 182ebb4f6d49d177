namespace Weir.Operators.Functions;

/// <summary>What a timer waits for.</summary>
public enum TimeDomain
{
    /// <summary>The watermark.</summary>
    EventTime,

    /// <summary>The clock.</summary>
    ProcessingTime,
}
