using Weir.Actors.Jobs;
using Weir.Simulation.Model;

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

    /// <summary>What was in flight to a vertex, as far as it is this subtask's: to counters by key, to sinks dealt.</summary>
    public static IReadOnlyList<Element> InFlightTo(
        SubtaskId subtask, IReadOnlyList<(int Sources, int Counters, int Sinks)> pipelines, IEnumerable<ModelSnapshot> snapshots)
    {
        var (_, counters, sinks) = pipelines[PipelineOf(subtask)];
        var records = snapshots.SelectMany(snapshot => snapshot.InFlight);
        return StageOf(subtask) switch
        {
            1 => [.. records.Where(record => record.Key % counters == subtask.Index)],
            2 => [.. records.Where((_, index) => index % sinks == subtask.Index)],
            _ => [.. records],
        };
    }

    public static int PipelineOf(SubtaskId subtask) => subtask.Vertex.Value / 3;

    public static int StageOf(SubtaskId subtask) => subtask.Vertex.Value % 3;
}
