using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Weir.Actors.JobMasters;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Runtime;

namespace Weir.Spec.JobMasters;

/// <summary>Splits are in the enumerator's snapshot or in a reader's: requests and answers that are lost on the way change nothing about that.</summary>
public sealed class SplitAssignmentTests : TestKit
{
    private static readonly SubtaskId Source = new(new VertexId(0), 0);
    private static readonly Attempt First = new(1);

    [Fact]
    public void An_answer_that_was_lost_comes_again_with_the_same_splits()
    {
        var host = Started();
        TestProbe reader = CreateTestProbe();

        host.Request(Source, First, had: 0, reader.Ref);
        var lost = reader.ExpectMsg<SplitsAssigned>();
        host.Request(Source, First, had: 0, reader.Ref);
        var again = reader.ExpectMsg<SplitsAssigned>();

        again.Number.ShouldBe(lost.Number);
        again.Splits.ToArray().ShouldBe(lost.Splits.ToArray());
        host.AssignmentsTo(Source, First).ShouldBe(1);

        host.Request(Source, First, had: 1, reader.Ref);
        var next = reader.ExpectMsg<SplitsAssigned>();
        next.Number.ShouldBe(2);
        next.Splits.ToArray().ShouldNotBe(lost.Splits.ToArray());
    }

    [Fact]
    public void Another_attempt_has_had_nothing()
    {
        var host = Started();
        TestProbe reader = CreateTestProbe();
        host.Request(Source, First, had: 0, reader.Ref);
        reader.ExpectMsg<SplitsAssigned>();

        host.AssignmentsTo(Source, new Attempt(2)).ShouldBe(0);
        host.Request(Source, new Attempt(2), had: 0, reader.Ref);
        reader.ExpectMsg<SplitsAssigned>().Attempt.ShouldBe(new Attempt(2));
    }

    private static EnumeratorHost Started()
    {
        var host = new EnumeratorHost(Source.Vertex, "source", new Numbers(), restored: null);
        host.Serve();
        return host;
    }

    private sealed class Numbers : ISourceEnumerator
    {
        private byte _next;

        public TimeSpan? DiscoveryInterval => null;

        public ValueTask StartAsync(byte[]? restoredState, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<bool> DiscoverAsync(CancellationToken cancellationToken) => new(false);

        public SplitAssignment HandleRequest(int subtask) => new(SplitAssignmentKind.Assigned, new[] { ++_next });

        public byte[] Snapshot(long checkpointId) => [_next];

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
