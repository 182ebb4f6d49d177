using System.Diagnostics;

namespace Weir.Operators.Connectors;

/// <summary>What a writer or committer can know of its subtask.</summary>
/// <param name="JobId">The job's id, 32 hexadecimal digits; the same after every restore of the job.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="SinkName">The sink's name in the graph.</param>
/// <param name="SubtaskIndex">From 0.</param>
/// <param name="Parallelism">Writers of the sink.</param>
/// <param name="Attempt">Counts the starts of the subtask, from 0.</param>
/// <param name="TimeProvider">The clock to use.</param>
public sealed record SinkContext(
    string JobId, string JobName, string SinkName, int SubtaskIndex, int Parallelism, int Attempt, TimeProvider TimeProvider)
{
    /// <summary>Takes what the user should know although the job goes on.</summary>
    internal Action<string> Warn { get; init; } = static message => Trace.TraceWarning(message);

    /// <summary>What the subtask runs in; see <see cref="Runtime.SubtaskEnvironment.Host"/>.</summary>
    internal object? Host { get; init; }
}
