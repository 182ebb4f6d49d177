using Weir.Actors.History;
using Weir.Actors.Jobs;
using Weir.Host.Web.Views;

namespace Weir.Unit.Web;

public class GraphLayoutTests
{
    [Fact]
    public void Every_vertex_stands_right_of_all_that_it_reads_from_and_none_on_another()
    {
        // Two sources, one of which takes a shorter way to the end.
        var layout = Layout(5, (0, 2), (1, 2), (2, 3), (3, 4), (0, 4));
        foreach (var (from, to) in ((int, int)[])[(0, 2), (1, 2), (2, 3), (3, 4), (0, 4)])
        {
            layout.Places[from].X.ShouldBeLessThan(layout.Places[to].X - GraphLayout.BoxWidth + 1);
        }

        layout.Places[0].X.ShouldBe(layout.Places[1].X);
        layout.Places.Distinct().Count().ShouldBe(5);
        layout.Channels.Count.ShouldBe(5);
        layout.Places.ShouldAllBe(place => place.X + GraphLayout.BoxWidth <= layout.Width && place.Y + GraphLayout.BoxHeight <= layout.Height);
    }

    [Fact]
    public void A_job_of_one_vertex_has_a_graph()
    {
        var layout = Layout(1);
        layout.Places.ShouldHaveSingleItem();
        layout.Width.ShouldBeGreaterThan(GraphLayout.BoxWidth);
    }

    private static GraphLayout Layout(int vertices, params (int From, int To)[] edges) => GraphLayout.Of(
        [.. Enumerable.Range(0, vertices).Select(vertex => new VertexInspection(new VertexId(vertex), $"uid-{vertex}", $"vertex {vertex}", [], 128, vertex < 2, []))],
        [.. edges.Select(edge => new EdgeInspection(new VertexId(edge.From), new VertexId(edge.To), "keyed"))]);
}
