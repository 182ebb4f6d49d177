namespace Weir.Operators.Connectors;

/// <summary>What a reader can know of its subtask.</summary>
/// <param name="JobName">The job's name.</param>
/// <param name="SourceName">The source's name in the graph.</param>
/// <param name="SubtaskIndex">From 0.</param>
/// <param name="Parallelism">Readers of the source.</param>
/// <param name="TimeProvider">The clock to use, for rates and timeouts.</param>
public sealed record SourceReaderContext(string JobName, string SourceName, int SubtaskIndex, int Parallelism, TimeProvider TimeProvider)
{
    /// <summary>What the subtask runs in; see <see cref="Runtime.SubtaskEnvironment.Host"/>.</summary>
    internal object? Host { get; init; }
}
