using Akka.Actor;
using Weir.Actors.Exchange;
using Weir.Actors.Jobs;

namespace Weir.Unit.Actors.Exchange;

public sealed class PeerPlacementTests
{
    private static readonly Address Here = new("akka.tcp", "weir", "a", 1);
    private static readonly Address There = new("akka.tcp", "weir", "b", 1);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    public void A_slot_hosts_the_same_subtask_of_every_vertex(int vertex, int index)
    {
        var placement = new PeerPlacement([Here, There], [1, 0]);
        placement.NodeOf(new SubtaskId(new VertexId(vertex), index), Here).ShouldBe(There);
        placement.NodeOf(new SubtaskId(new VertexId(vertex), index + 1), Here).ShouldBeNull();
        placement.NodeOf(new SubtaskId(new VertexId(vertex), index + 1), There).ShouldBe(Here);
    }

    [Fact]
    public void What_has_no_address_for_others_is_here() =>
        new PeerPlacement([new Address("akka", "weir")], [0]).NodeOf(new SubtaskId(new VertexId(0), 0), Here).ShouldBeNull();
}
