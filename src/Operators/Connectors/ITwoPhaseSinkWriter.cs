namespace Weir.Operators.Connectors;

/// <summary>The writer of a <see cref="ITwoPhaseSink{T, TWriterState, TCommittable}"/>. All calls come one after the other.</summary>
public interface ITwoPhaseSinkWriter<T, TWriterState, TCommittable> : IAsyncDisposable
{
    /// <summary>When <see cref="OnTime"/> wants to be called next, milliseconds since 1970-01-01 UTC; <see cref="long.MaxValue"/> for never.</summary>
    long NextTimeMs { get; }

    /// <summary>Takes records, in order.</summary>
    /// <param name="records">Hold only until the call returns.</param>
    /// <param name="timestamps">Their event times in milliseconds since 1970-01-01 UTC, or empty.</param>
    void Write(ReadOnlySpan<T> records, ReadOnlySpan<long> timestamps);

    /// <summary>
    /// Called for each checkpoint, before <see cref="Snapshot"/>: everything written before must be durable when this returns.
    /// Adds what is to be committed once the checkpoint is complete.
    /// </summary>
    /// <param name="checkpointId">The checkpoint.</param>
    /// <param name="endOfInput">True when nothing will be written any more: nothing may be kept back.</param>
    /// <param name="committables">Takes what is prepared.</param>
    void Prepare(long checkpointId, bool endOfInput, ICollection<TCommittable> committables);

    /// <summary>The state that belongs to the checkpoint just prepared.</summary>
    TWriterState Snapshot(long checkpointId);

    /// <summary>The clock has passed <see cref="NextTimeMs"/>.</summary>
    void OnTime(long nowMs);
}
