using Weir.Actors.Jobs;

namespace Weir.Actors.History;

/// <summary>A vertex with its subtasks.</summary>
/// <param name="Uid">Of its first operator.</param>
/// <param name="Name">Its operators' names.</param>
/// <param name="Operators">The operators' names, head first.</param>
/// <param name="Subtasks">By index.</param>
internal sealed record VertexInspection(
    VertexId Id, string Uid, string Name, IReadOnlyList<string> Operators, int MaxParallelism, bool IsSource, IReadOnlyList<SubtaskInspection> Subtasks)
{
    /// <summary>The operators' uids, head first.</summary>
    public IReadOnlyList<string> Uids { get; init; } = [];
}
