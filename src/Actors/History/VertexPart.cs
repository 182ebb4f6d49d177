using Weir.Actors.Jobs;

namespace Weir.Actors.History;

/// <summary>One vertex's part in a checkpoint.</summary>
/// <param name="Vertex">The vertex.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parallelism">How many subtasks it has.</param>
/// <param name="Parts">Of those that have acknowledged, by index.</param>
internal sealed record VertexPart(VertexId Vertex, string Name, int Parallelism, IReadOnlyList<SubtaskPart> Parts);
