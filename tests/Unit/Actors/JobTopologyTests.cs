using Weir.Actors.Jobs;

namespace Weir.Unit.Actors;

public class JobTopologyTests
{
    private static readonly JobTopology Topology = new(
        [Vertex(0, 2, true), Vertex(1, 1, true), Vertex(2, 1, false), Vertex(3, 2, false)],
        [new(new VertexId(0), new VertexId(3)), new(new VertexId(1), new VertexId(2))]);

    [Fact]
    public void Regions_are_what_exchanges_connect()
    {
        Topology.Regions.Select(region => string.Join(" ", region)).ShouldBe(["v0.0 v0.1 v3.0 v3.1", "v1.0 v2.0"]);
        Topology.RegionOf(new SubtaskId(3, 1)).ShouldBe(0);
        Topology.RegionOf(new SubtaskId(2, 0)).ShouldBe(1);
    }

    [Fact]
    public void Sources_and_names_are_known()
    {
        Topology.Sources.ShouldBe([new SubtaskId(0, 0), new SubtaskId(0, 1), new SubtaskId(1, 0)]);
        Topology.NameOf(new SubtaskId(0, 1)).ShouldBe("vertex 0 (2/2)");
        Topology.Contains(new SubtaskId(0, 2)).ShouldBeFalse();
        Topology.Contains(new SubtaskId(0, -1)).ShouldBeFalse();
    }

    [Fact]
    public void A_job_without_vertices_is_refused() => Should.Throw<ArgumentException>(() => new JobTopology([], []));

    private static VertexShape Vertex(int id, int parallelism, bool isSource) => new(new VertexId(id), $"vertex {id}", parallelism, isSource);
}
