namespace Weir.Operators.Connectors;

/// <summary>
/// Where results go, at least once: what was written after the last checkpoint before a failure is written again.
/// Exactly once needs <see cref="ITwoPhaseSink{T, TWriterState, TCommittable}"/>, or writes that change nothing when repeated.
/// </summary>
public interface ISink<T>
{
    /// <summary>Opens the writer of one subtask. An unreachable target is refused here.</summary>
    ValueTask<ISinkWriter<T>> OpenWriterAsync(SinkContext context, CancellationToken cancellationToken);
}
