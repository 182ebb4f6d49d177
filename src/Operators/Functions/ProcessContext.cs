namespace Weir.Operators.Functions;

/// <summary>What a function can know of the record it is processing, and where it can emit besides its main output. The same object each time: not to be kept.</summary>
public class ProcessContext
{
    private protected ProcessContext()
    {
    }

    /// <summary>The record's event time (or the time of the timer), milliseconds since 1970-01-01 UTC; null when there is none.</summary>
    public long? Timestamp => TimestampOrNone == Collector<int>.NoTimestamp ? null : TimestampOrNone;

    internal long TimestampOrNone { get; set; } = Collector<int>.NoTimestamp;

    internal ISideOutputs SideOutputs { get; init; } = null!;

    /// <summary>Emits to a side output, with the event time of the record.</summary>
    public void Output<T>(OutputTag<T> tag, T record)
    {
        ArgumentNullException.ThrowIfNull(tag);
        SideOutputs.Emit(tag, record, TimestampOrNone);
    }
}
