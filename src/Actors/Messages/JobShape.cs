using Weir.Actors.Jobs;

namespace Weir.Actors.Messages;

/// <summary>The vertices and edges of a job, for those who have not its graph.</summary>
internal sealed record JobShape(IReadOnlyList<VertexShape> Vertices, IReadOnlyList<EdgeShape> Edges)
{
    /// <summary>Of a job whose graph is not there.</summary>
    public static readonly JobShape Unknown = new([], []);

    public JobTopology ToTopology() => new(Vertices, Edges);
}
