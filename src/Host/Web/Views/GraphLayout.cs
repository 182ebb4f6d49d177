using Weir.Actors.History;

namespace Weir.Host.Web.Views;

/// <summary>Where the vertices of a job's graph are drawn: data flows from left to right, each vertex right of all that it reads from.</summary>
/// <param name="Places">By vertex, in the order of the job's.</param>
public sealed record GraphLayout(IReadOnlyList<VertexPlace> Places, IReadOnlyList<ChannelPath> Channels, int Width, int Height)
{
    public const int BoxWidth = 284;
    public const int BoxHeight = 126;
    private const int Across = 74;
    private const int Down = 26;
    private const int Margin = 6;

    /// <param name="vertices">In topological order, as the runtime numbers them: vertex n has the place n.</param>
    /// <param name="edges">From earlier vertices to later ones.</param>
    internal static GraphLayout Of(IReadOnlyList<VertexInspection> vertices, IReadOnlyList<EdgeInspection> edges)
    {
        var columns = new int[vertices.Count];
        for (var vertex = 0; vertex < vertices.Count; vertex++)
        {
            foreach (var edge in edges.Where(edge => edge.To.Value == vertex && edge.From.Value < vertex))
            {
                columns[vertex] = Math.Max(columns[vertex], columns[edge.From.Value] + 1);
            }
        }

        var taken = new int[vertices.Count + 1];
        VertexPlace[] places =
        [
            .. columns.Select(column => new VertexPlace(Margin + (column * (BoxWidth + Across)), Margin + (taken[column]++ * (BoxHeight + Down)))),
        ];
        ChannelPath[] channels =
        [
            .. edges.Where(edge => edge.From.Value < places.Length && edge.To.Value < places.Length)
                .Select(edge => new ChannelPath(places[edge.From.Value], places[edge.To.Value], edge.Partitioning)),
        ];
        var width = places.Select(place => place.X + BoxWidth).DefaultIfEmpty(0).Max() + Margin;
        var height = places.Select(place => place.Y + BoxHeight).DefaultIfEmpty(0).Max() + Margin;
        return new GraphLayout(places, channels, width, height);
    }
}

/// <summary>The upper left corner of a vertex's box.</summary>
public readonly record struct VertexPlace(int X, int Y);

/// <summary>From one box to another.</summary>
/// <param name="Partitioning">How records are distributed among the subtasks.</param>
public sealed record ChannelPath(VertexPlace From, VertexPlace To, string Partitioning)
{
    private const int Arrow = 8;

    /// <summary>For the attribute <c>d</c> of an SVG path.</summary>
    public string Line
    {
        get
        {
            var (x1, y1) = (From.X + GraphLayout.BoxWidth, From.Y + (GraphLayout.BoxHeight / 2));
            var (x2, y2) = (To.X - Arrow, To.Y + (GraphLayout.BoxHeight / 2));
            var middle = (x1 + x2) / 2;
            return FormattableString.Invariant($"M{x1},{y1} C{middle},{y1} {middle},{y2} {x2},{y2}");
        }
    }

    /// <summary>For the attribute <c>d</c> of an SVG path.</summary>
    public string Head
    {
        get
        {
            var (x, y) = (To.X, To.Y + (GraphLayout.BoxHeight / 2));
            return FormattableString.Invariant($"M{x},{y} l-{Arrow},-5 v10 z");
        }
    }

    public int LabelX => (From.X + GraphLayout.BoxWidth + To.X) / 2;

    public int LabelY => ((From.Y + To.Y + GraphLayout.BoxHeight) / 2) - 8;
}
