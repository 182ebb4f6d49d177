using Weir.Actors.Jobs;

namespace Weir.Simulation.World;

/// <summary>Pipeline p has the vertices 3p (source), 3p + 1 (counter) and 3p + 2 (sink).</summary>
internal static class ModelTopology
{
    public static JobTopology For(IReadOnlyList<(int Sources, int Counters, int Sinks)> pipelines)
    {
        var vertices = new List<VertexShape>();
        var edges = new List<EdgeShape>();
        for (var pipeline = 0; pipeline < pipelines.Count; pipeline++)
        {
            var (sources, counters, sinks) = pipelines[pipeline];
            var first = 3 * pipeline;
            vertices.Add(new VertexShape(new VertexId(first), $"source {pipeline}", sources, IsSource: true));
            vertices.Add(new VertexShape(new VertexId(first + 1), $"counter {pipeline}", counters, IsSource: false));
            vertices.Add(new VertexShape(new VertexId(first + 2), $"sink {pipeline}", sinks, IsSource: false));
            edges.Add(new EdgeShape(new VertexId(first), new VertexId(first + 1)));
            edges.Add(new EdgeShape(new VertexId(first + 1), new VertexId(first + 2)));
        }

        return new JobTopology(vertices, edges);
    }

    public static int PipelineOf(SubtaskId subtask) => subtask.Vertex.Value / 3;

    public static int StageOf(SubtaskId subtask) => subtask.Vertex.Value % 3;
}
