namespace Weir.Operators.Connectors;

/// <summary>
/// A sink that shows each result exactly once. Its writer prepares: what it has written becomes a committable at a checkpoint,
/// durable but not visible. Its committer makes it visible when the checkpoint is complete, and once more, without effect, after a recovery.
/// </summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TWriterState">State of one writer, a type with a codec. Every writer gets the states of all former writers back.</typeparam>
/// <typeparam name="TCommittable">Names what is to be committed, a type with a codec.</typeparam>
public interface ITwoPhaseSink<T, TWriterState, TCommittable>
{
    /// <summary>Opens the writer of one subtask.</summary>
    /// <param name="context">The subtask.</param>
    /// <param name="restoredStates">
    /// The states of all writers, at whatever parallelism, at the restored checkpoint; null when the job starts without one
    /// (also after a failure before the first checkpoint). What the former writers prepared after it belongs to an abandoned time line and may be removed.
    /// </param>
    /// <param name="cancellationToken">Ends the start.</param>
    ValueTask<ITwoPhaseSinkWriter<T, TWriterState, TCommittable>> OpenWriterAsync(
        SinkContext context, IReadOnlyList<TWriterState>? restoredStates, CancellationToken cancellationToken);

    /// <summary>Makes the committer of one subtask.</summary>
    ICommitter<TCommittable> CreateCommitter(SinkContext context);
}
