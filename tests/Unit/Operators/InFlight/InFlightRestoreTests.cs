using Weir.Operators.Chains;
using Weir.Operators.Graph;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.State.Storage;

namespace Weir.Unit.Operators.InFlight;

/// <summary>Records in flight go only where their partitioning sends them.</summary>
public class InFlightRestoreTests
{
    [Theory]
    [InlineData("count", "keyed", 0, null)]
    [InlineData("slow", "rebalance", 0, null)]
    [InlineData("count", "rebalance", 0, "which were partitioned by rebalance and are by keyed now")]
    [InlineData("slow", "keyed", 0, "which were partitioned by keyed and are by rebalance now")]
    [InlineData("count", "keyed", 1, "input 1 of ")]
    [InlineData("chosen", "custom", 0, "which are partitioned by custom: such records are not restored")]
    public void They_are_restored_on_the_edge_that_they_came_over(string uid, string partitioning, int slot, string? refusal)
    {
        var environment = new StreamEnvironment("job", []);
        environment.FromSource(new GeneratorSource<long>(10, n => n)).WithUid("numbers")
            .KeyBy(key => key).Count().WithUid("count")
            .Rebalance()
            .Select(counted => counted).WithUid("slow")
            .PartitionBy((_, targets) => targets - 1)
            .Select(counted => counted).WithUid("chosen")
            .SinkTo(new CollectSink<(long Key, long Count)>()).WithUid("sink");
        var graph = environment.BuildJobGraph(2);
        var vertex = graph.Vertices.Single(each => each.Nodes.Any(node => node.Uid == uid));
        var node = vertex.Nodes.Single(each => each.Uid == uid);
        var list = new InFlightList(partitioning, slot);
        if (refusal is null)
        {
            InFlightRestore.Check(vertex, node, list).ShouldBe(vertex.Inputs[0]);
        }
        else
        {
            Should.Throw<JobGraphException>(() => InFlightRestore.Check(vertex, node, list)).Message.ShouldContain(refusal);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Where_the_user_chooses_barriers_keep_their_place(int targets)
    {
        var environment = new StreamEnvironment("job", []);
        environment.FromSource(new GeneratorSource<long>(10, n => n)).WithUid("numbers")
            .PartitionBy((_, count) => count - 1)
            .Select(n => n).WithUid("chosen").WithParallelism(targets)
            .SinkTo(new CollectSink<long>()).WithUid("sink");
        environment.BuildJobGraph(2).Edges.Single(edge => edge.Partitioning == "custom").KeepsOrder.ShouldBeTrue();
    }
}
