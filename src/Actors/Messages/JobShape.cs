using Weir.Actors.Jobs;

namespace Weir.Actors.Messages;

/// <summary>The vertices and edges of a job, for those who have not its graph.</summary>
internal sealed record JobShape(IReadOnlyList<VertexShape> Vertices, IReadOnlyList<EdgeShape> Edges)
{
    public JobTopology ToTopology() => new(Vertices, Edges);
}
