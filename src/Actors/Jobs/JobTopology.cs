namespace Weir.Actors.Jobs;

/// <summary>A vertex as the machines see it.</summary>
internal sealed record VertexShape(VertexId Id, string Name, int Parallelism, bool IsSource);

/// <summary>An exchange between two vertices.</summary>
internal readonly record struct EdgeShape(VertexId From, VertexId To);

/// <summary>
/// The shape of a job: its subtasks, which of them are sources, and its regions. A region is what has to restart
/// together: the vertices that exchanges connect, directly or not. (The subtasks of one source vertex share a split
/// enumerator and so belong together too, hence vertices and not subtasks are joined.)
/// </summary>
internal sealed class JobTopology
{
    private readonly Dictionary<VertexId, int> _regionOf = [];
    private readonly Dictionary<VertexId, VertexShape> _vertices = [];
    private readonly Dictionary<VertexId, int> _firstOf = [];

    public JobTopology(IReadOnlyList<VertexShape> vertices, IReadOnlyList<EdgeShape> edges)
    {
        ArgumentNullException.ThrowIfNull(vertices);
        ArgumentNullException.ThrowIfNull(edges);
        if (vertices.Count == 0)
        {
            throw new ArgumentException("A job needs at least one vertex.", nameof(vertices));
        }

        Vertices = vertices;
        foreach (var vertex in vertices)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(vertex.Parallelism, 1, $"parallelism of '{vertex.Name}'");
            if (!_vertices.TryAdd(vertex.Id, vertex))
            {
                throw new ArgumentException($"Two vertices have the id {vertex.Id}.", nameof(vertices));
            }
        }

        var first = 0;
        foreach (var vertex in vertices)
        {
            _firstOf.Add(vertex.Id, first);
            first += vertex.Parallelism;
        }

        Subtasks = [.. vertices.SelectMany(vertex => SubtasksOf(vertex))];
        Sources = [.. vertices.Where(vertex => vertex.IsSource).SelectMany(vertex => SubtasksOf(vertex))];
        Regions = FindRegions(edges);
        Width = vertices.Max(vertex => vertex.Parallelism);
    }

    public IReadOnlyList<VertexShape> Vertices { get; }

    /// <summary>All subtasks, by vertex, then index.</summary>
    public IReadOnlyList<SubtaskId> Subtasks { get; }

    /// <summary>The subtasks that a checkpoint's trigger is sent to.</summary>
    public IReadOnlyList<SubtaskId> Sources { get; }

    /// <summary>How many slots the job needs: the parallelism of its widest vertex. Slot i hosts subtask i of each.</summary>
    public int Width { get; }

    /// <summary>The subtasks of each region; a region's number is its place here.</summary>
    public IReadOnlyList<IReadOnlyList<SubtaskId>> Regions { get; }

    /// <summary>The subtask's place in <see cref="Subtasks"/>.</summary>
    public int IndexOf(SubtaskId subtask) => _firstOf[subtask.Vertex] + subtask.Index;

    public int RegionOf(SubtaskId subtask) => _regionOf[subtask.Vertex];

    public bool Contains(SubtaskId subtask) =>
        _vertices.TryGetValue(subtask.Vertex, out var vertex) && (uint)subtask.Index < (uint)vertex.Parallelism;

    /// <summary>"name (2/4)": counted from 1, as people do.</summary>
    public string NameOf(SubtaskId subtask) =>
        _vertices.TryGetValue(subtask.Vertex, out var vertex)
            ? $"{vertex.Name} ({subtask.Index + 1}/{vertex.Parallelism})"
            : subtask.ToString();

    private static IEnumerable<SubtaskId> SubtasksOf(VertexShape vertex) =>
        Enumerable.Range(0, vertex.Parallelism).Select(index => new SubtaskId(vertex.Id, index));

    private List<IReadOnlyList<SubtaskId>> FindRegions(IReadOnlyList<EdgeShape> edges)
    {
        var parent = _vertices.Keys.ToDictionary(id => id);
        VertexId Root(VertexId id)
        {
            while (parent[id] != id)
            {
                id = parent[id];
            }

            return id;
        }

        foreach (var edge in edges)
        {
            parent[Root(edge.From)] = Root(edge.To);
        }

        var regions = new List<IReadOnlyList<SubtaskId>>();
        var regionOfRoot = new Dictionary<VertexId, List<SubtaskId>>();
        foreach (var vertex in Vertices)
        {
            var root = Root(vertex.Id);
            if (!regionOfRoot.TryGetValue(root, out var region))
            {
                region = [];
                regionOfRoot.Add(root, region);
                regions.Add(region);
            }

            region.AddRange(SubtasksOf(vertex));
            _regionOf[vertex.Id] = regions.IndexOf(region);
        }

        return regions;
    }
}
