using Weir.Actors.Coordination;
using Weir.Actors.History;
using Weir.Actors.Jobs;

namespace Weir.Unit.Actors;

public class CheckpointHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly JobTopology _topology = new(
        [new(new VertexId(0), "read", 2, IsSource: true), new(new VertexId(1), "write", 1, IsSource: false)],
        [new(new VertexId(0), new VertexId(1))]);

    [Fact]
    public void A_checkpoint_is_seen_from_its_trigger_to_its_end()
    {
        var history = new CheckpointHistory(_topology, 10);
        history.Triggered(new ReportTriggered(1, CheckpointKind.Periodic), Start);
        history.Acknowledged(Acknowledgement(1, new SubtaskId(0, 1), 100, 10), At(10));
        var running = history.Find(1).ShouldNotBeNull();
        running.Progress.ShouldBe(CheckpointProgress.InProgress);
        (running.Subtasks, running.Acknowledged, running.BytesWritten).ShouldBe((3, 1, 100));
        running.Duration.ShouldBe(TimeSpan.FromMilliseconds(10));
        running.Vertices[0].Parts.ShouldHaveSingleItem().Index.ShouldBe(1);
        running.Vertices[1].Parts.ShouldBeEmpty();
        history.Counts.ShouldBe(new CheckpointCounts(0, 0, 0, 1));

        history.Acknowledged(Acknowledgement(1, new SubtaskId(0, 0), 50, 20), At(20));
        history.Acknowledged(Acknowledgement(1, new SubtaskId(1, 0), 1, 30), At(30));
        history.Completed(new ReportCompleted(1, CheckpointKind.Periodic, TimeSpan.FromMilliseconds(35), 151), "/chk-1", At(35));
        var completed = history.LatestCompleted.ShouldNotBeNull();
        (completed.Progress, completed.Acknowledged, completed.BytesWritten, completed.Location).ShouldBe((CheckpointProgress.Completed, 3, 151, "/chk-1"));
        completed.Duration.ShouldBe(TimeSpan.FromMilliseconds(35));
        completed.Vertices[0].Parts.Select(part => part.Index).ShouldBe([0, 1]);
        history.Latest.ShouldHaveSingleItem().ShouldBe(completed);
        history.Counts.ShouldBe(new CheckpointCounts(0, 1, 0, 0));
        history.Spreads.BytesWritten.ShouldBe(new Spread(1, 151, 151, 151, 151, 151, 151, 151, 151));
    }

    [Fact]
    public void A_failed_one_says_why_and_who_had_acknowledged()
    {
        var history = new CheckpointHistory(_topology, 10);
        history.Triggered(new ReportTriggered(4, CheckpointKind.Manual), Start);
        history.Acknowledged(Acknowledgement(4, new SubtaskId(1, 0), 7, 5), At(5));
        history.Failed(new ReportFailed(4, CheckpointKind.Manual, CheckpointFailureReason.Expired, "read (1/2) did not answer"), At(100));
        var failed = history.LatestFailed.ShouldNotBeNull();
        (failed.Reason, failed.Message, failed.Acknowledged).ShouldBe((CheckpointFailureReason.Expired, "read (1/2) did not answer", 1));
        failed.Duration.ShouldBe(TimeSpan.FromMilliseconds(100));
        history.Counts.Failed.ShouldBe(1);
        history.Spreads.Duration.ShouldBe(Spread.None);
    }

    [Fact]
    public void One_that_failed_before_its_trigger_is_in_the_history_and_one_never_begun_is_not()
    {
        var history = new CheckpointHistory(_topology, 10);
        history.Failed(new ReportFailed(2, CheckpointKind.Periodic, CheckpointFailureReason.Io, "no space"), At(3));
        history.Failed(new ReportFailed(null, CheckpointKind.Periodic, CheckpointFailureReason.NotAllRequiredTasksRunning, "starting"), At(4));
        var failed = history.Latest.ShouldHaveSingleItem();
        failed.Id.ShouldBe(2);
        failed.Vertices.Select(vertex => (vertex.Parallelism, vertex.Parts.Count)).ShouldBe([(2, 0), (1, 0)], "whoever opens it sees that nobody acknowledged");
        history.Counts.ShouldBe(new CheckpointCounts(0, 0, 1, 0));
    }

    [Fact]
    public void One_that_expired_and_completes_after_all_counts_once()
    {
        var history = new CheckpointHistory(_topology, 10);
        history.Triggered(new ReportTriggered(1, CheckpointKind.Periodic), Start);
        history.Failed(new ReportFailed(1, CheckpointKind.Periodic, CheckpointFailureReason.Expired, "the storage is slow"), At(10));
        history.Completed(new ReportCompleted(1, CheckpointKind.Periodic, TimeSpan.FromMilliseconds(20), 0), "/chk-1", At(20));
        history.Counts.ShouldBe(new CheckpointCounts(0, 1, 0, 0));
        history.Latest.ShouldHaveSingleItem().Progress.ShouldBe(CheckpointProgress.Completed);
        history.LatestFailed.ShouldBeNull();
    }

    [Fact]
    public void Only_the_latest_are_kept_and_all_are_counted()
    {
        var history = new CheckpointHistory(_topology, 3);
        for (long id = 1; id <= 8; id++)
        {
            Complete(history, id);
        }

        history.Latest.Select(facts => facts.Id).ShouldBe([8L, 7, 6]);
        history.Counts.Completed.ShouldBe(8);
        history.Find(5).ShouldBeNull();
    }

    [Fact]
    public void What_is_deleted_is_marked()
    {
        var history = new CheckpointHistory(_topology, 3);
        Complete(history, 1);
        Complete(history, 2);
        long revision = history.Revision;
        history.Discarded(1);
        history.Find(1)!.IsDiscarded.ShouldBeTrue();
        history.Find(2)!.IsDiscarded.ShouldBeFalse();
        history.Revision.ShouldBeGreaterThan(revision);
    }

    [Fact]
    public void A_later_leader_goes_on_from_what_was_kept()
    {
        var first = new CheckpointHistory(_topology, 3);
        first.RestoredFrom(new RestoredFacts(9, Start, "/savepoint", IsSavepoint: true));
        Complete(first, 10);
        first.Failed(new ReportFailed(11, CheckpointKind.Periodic, CheckpointFailureReason.Declined, "no"), At(2));
        first.Triggered(new ReportTriggered(12, CheckpointKind.Periodic), At(3));

        var second = new CheckpointHistory(_topology, 3);
        Complete(second, 13);
        second.GoOnFrom(first.Snapshot(At(4)));
        second.Counts.ShouldBe(new CheckpointCounts(1, 2, 1, 0));
        second.Latest.Select(facts => facts.Id).ShouldBe([13L, 11, 10]);
        second.LatestCompleted!.Id.ShouldBe(13);
        second.LatestFailed!.Id.ShouldBe(11);
        second.Restored!.Id.ShouldBe(9);
        second.Spreads.Duration.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(new long[] { 16, 27, 1010, 1013 }, 518.5, 1013.0)]
    [InlineData(new long[] { 21896, 21896, 21896, 21896 }, 21896.0, 21896.0)]
    [InlineData(new long[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 }, 10.0, 18.0)]
    public void Percentiles_are_those_of_the_place_among_n_plus_1(long[] figures, double p50, double p90)
    {
        var spread = Spread.Of(figures);
        spread.P50.ShouldBe(p50);
        spread.P90.ShouldBe(p90);
    }

    private void Complete(CheckpointHistory history, long id)
    {
        history.Triggered(new ReportTriggered(id, CheckpointKind.Periodic), Start);
        foreach (var subtask in _topology.Subtasks)
        {
            history.Acknowledged(Acknowledgement(id, subtask, 10, 5), At(5));
        }

        history.Completed(new ReportCompleted(id, CheckpointKind.Periodic, TimeSpan.FromMilliseconds(6), 30), $"/chk-{id}", At(6));
    }

    private static DateTimeOffset At(int ms) => Start.AddMilliseconds(ms);

    private static ReportAcknowledged Acknowledgement(long id, SubtaskId subtask, long bytes, int afterMs) => new(
        id,
        new AcknowledgedSnapshot(
            subtask,
            new Attempt(1),
            new Token(),
            new SnapshotMetrics(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, bytes),
            TimeSpan.FromMilliseconds(afterMs)));

    private sealed record Token : ISnapshotToken;
}
