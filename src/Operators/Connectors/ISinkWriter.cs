namespace Weir.Operators.Connectors;

/// <summary>Writes the records of one subtask. All calls come one after the other.</summary>
public interface ISinkWriter<T> : IAsyncDisposable
{
    /// <summary>Takes records, in order.</summary>
    /// <param name="records">Hold only until the call returns.</param>
    /// <param name="timestamps">Their event times in milliseconds since 1970-01-01 UTC, or empty.</param>
    void Write(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps);

    /// <summary>Makes everything written so far durable; called before each checkpoint is acknowledged and once at the end of input.</summary>
    void Flush(bool endOfInput);
}
