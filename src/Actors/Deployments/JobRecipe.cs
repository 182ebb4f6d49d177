using Weir.Actors.Artifacts;

namespace Weir.Actors.Deployments;

/// <summary>What a job's graph is built from: the same gives the same graph, on every node.</summary>
/// <param name="JobName">As submitted; the job's code may set another.</param>
/// <param name="Source">The code.</param>
/// <param name="Arguments">For the job.</param>
/// <param name="Parallelism">Overrides that of the code.</param>
internal sealed record JobRecipe(string JobName, JobSource Source, IReadOnlyList<string> Arguments, JobParallelism Parallelism)
{
    /// <summary>Equal texts, equal recipes.</summary>
    public string Key => string.Join('\0', [JobName, Source.ToString(), $"{Parallelism.OfAll}", .. Parallelism.Operators.Select(each => $"{each}"), "", .. Arguments]);
}
