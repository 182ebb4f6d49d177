namespace Weir.Operators.Connectors;

/// <summary>What an enumerator can know of its job.</summary>
/// <param name="JobName">The job's name.</param>
/// <param name="SourceName">The source's name in the graph.</param>
/// <param name="Parallelism">Readers of the source.</param>
public sealed record EnumeratorContext(string JobName, string SourceName, int Parallelism);
