using Weir.Actors.Coordination;
using Weir.Actors.Jobs;

namespace Weir.Unit.Actors;

public class ExpiryDiagnosisTests
{
    private static readonly VertexId Source = new(0);
    private static readonly VertexId Count = new(1);
    private static readonly VertexId Sink = new(2);

    private readonly JobTopology _topology = new(
        [new VertexShape(Source, "source", 2, IsSource: true), new VertexShape(Count, "count", 2, IsSource: false), new VertexShape(Sink, "sink", 1, IsSource: false)],
        [new EdgeShape(Source, Count), new EdgeShape(Count, Sink)]);

    [Fact]
    public void Names_the_slow_sink_before_those_it_holds_back() => Of(new()
    {
        [new(Count, 0)] = new(0.98, 0, Aligning(from: new(Source, 1))),
        [new(Count, 1)] = new(1, 0, null),
        [new(Sink, 0)] = new(0, 0.01, null),
    }).ShouldBe(
        "sink (1/1): barrier not arrived on any channel (busy 99 %, backpressured 0 %); "
        + "count (1/2): aligning for 9.5 s, barrier not arrived from source (2/2) (busy 2 %, backpressured 98 %); "
        + "count (2/2): barrier not arrived on any channel (busy 0 %, backpressured 100 %)",
        StringCompareShould.IgnoreLineEndings);

    [Fact]
    public void Names_who_writes_before_who_works() => Of(new()
    {
        [new(Count, 0)] = new(0, 0.5, new SnapshotProgress(7, SnapshotStep.Writing, TimeSpan.FromSeconds(3), [], 0)),
        [new(Count, 1)] = new(0, 0, new SnapshotProgress(7, SnapshotStep.Synchronous, TimeSpan.FromSeconds(1.25), [], 0)),
        [new(Sink, 0)] = new(0, 0, null),
    }).ShouldStartWith("count (2/2): fixing its state for 1.3 s (busy 100 %, backpressured 0 %); count (1/2): writing for 3 s (busy 50 %, ");

    [Fact]
    public void Sources_have_a_trigger_instead_of_a_barrier() => Of(new() { [new(Source, 0)] = new(0.9, 0, null) })
        .ShouldBe("source (1/2): has not come to its trigger (busy 10 %, backpressured 90 %)");

    [Fact]
    public void Who_is_busy_with_another_checkpoint_has_not_seen_this_one() => Of(new()
    {
        [new(Sink, 0)] = new(0, 0, new SnapshotProgress(6, SnapshotStep.Writing, TimeSpan.FromSeconds(30), [], 0)),
    }).ShouldBe("sink (1/1): barrier not arrived on any channel (busy 100 %, backpressured 0 %)");

    [Fact]
    public void Who_was_never_heard_of_is_named_as_such() =>
        ExpiryDiagnosis.Of(7, _topology, [new(Sink, 0)], new Dictionary<SubtaskId, SubtaskActivity>()).ShouldBe("sink (1/1): nothing has been heard of it");

    [Fact]
    public void Many_are_counted()
    {
        var topology = new JobTopology([new VertexShape(Source, "source", 9, IsSource: true)], []);
        ExpiryDiagnosis.Of(7, topology, topology.Subtasks, new Dictionary<SubtaskId, SubtaskActivity>())
            .ShouldEndWith("source (5/9): nothing has been heard of it; and 4 more");
    }

    private static SnapshotProgress Aligning(SubtaskId from) => new(7, SnapshotStep.Aligning, TimeSpan.FromSeconds(9.5), [from], 1);

    private string Of(Dictionary<SubtaskId, SubtaskActivity> activities) => ExpiryDiagnosis.Of(7, _topology, [.. activities.Keys], activities);
}
