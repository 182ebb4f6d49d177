using Akka.Actor;
using Akka.Persistence;

namespace Weir.Standin.Conformance.Persistence;

public sealed class SnapshotTests : PersistenceTest
{
    [Fact]
    public async Task Recovery_starts_with_the_latest_snapshot_and_goes_on_with_the_events_after_it()
    {
        await WithSnapshotsAt(2, 4);
        Persistent("a", self =>
        {
            self.OnRecover<SnapshotOffer>(offer => self.Report($"{offer.Snapshot}, {offer.Metadata.SequenceNr}"));
            self.ReportRecovery();
        });

        await Expect("state 4, 4", 5, "recovered");
    }

    [Fact]
    public async Task An_older_snapshot_can_be_asked_for()
    {
        await WithSnapshotsAt(2, 4);
        Persistent("a", self =>
        {
            self.RecoverWith = new Recovery(new SnapshotSelectionCriteria(3));
            self.OnRecover<SnapshotOffer>(offer => self.Report(offer.Snapshot));
            self.ReportRecovery();
        });

        await Expect("state 2", 3, 4, 5, "recovered");
    }

    [Fact]
    public async Task No_snapshot_at_all_can_be_asked_for()
    {
        await WithSnapshotsAt(2);
        Persistent("a", self =>
        {
            self.RecoverWith = new Recovery(SnapshotSelectionCriteria.None);
            self.ReportRecovery();
        });

        await Expect(1, 2, 3, 4, 5, "recovered");
    }

    [Fact]
    public async Task A_deleted_snapshot_is_not_offered()
    {
        await WithSnapshotsAt(2, 4);
        var actor = Persistent("a", self =>
        {
            self.OnRecover<SnapshotOffer>(_ => { });
            self.OnCommand("delete", () => self.DeleteSnapshot(4));
            self.OnCommand<DeleteSnapshotSuccess>(success => self.Report(success.Metadata.SequenceNr));
        });
        actor.Tell("delete");
        await Expect(4L);
        await Stopped(actor);

        Persistent("a", self => self.OnRecover<SnapshotOffer>(offer => self.Report(offer.Snapshot)));
        await Expect("state 2");
    }

    [Fact]
    public async Task Snapshots_are_deleted_by_criteria()
    {
        await WithSnapshotsAt(2, 4);
        var actor = Persistent("a", self =>
        {
            self.OnRecover<SnapshotOffer>(_ => { });
            self.OnCommand("delete", () => self.DeleteSnapshots(new SnapshotSelectionCriteria(3)));
            self.OnCommand<DeleteSnapshotsSuccess>(success => self.Report(success.Criteria.MaxSequenceNr));
        });
        actor.Tell("delete");
        await Expect(3L);
        await Stopped(actor);

        Persistent("a", self =>
        {
            self.RecoverWith = new Recovery(new SnapshotSelectionCriteria(3));
            self.ReportRecovery();
        });
        await Expect(1, 2, 3, 4, 5, "recovered");
    }

    [Fact]
    public async Task Deleted_events_do_not_come_back_and_their_numbers_are_not_used_again()
    {
        await WithSnapshotsAt(4);
        var actor = Persistent("a", self =>
        {
            self.OnRecover<SnapshotOffer>(_ => { });
            self.OnCommand("delete", () => self.DeleteMessages(4));
            self.OnCommand<DeleteMessagesSuccess>(success => self.Report(success.ToSequenceNr));
        });
        actor.Tell("delete");
        await Expect(4L);
        await Stopped(actor);

        var next = Persistent("a", self =>
        {
            self.RecoverWith = new Recovery(SnapshotSelectionCriteria.None);
            self.ReportRecovery();
            self.OnCommand<string>(text => self.Persist(text, _ => self.Report(self.LastSequenceNr)));
            self.OnCommand<int>(_ => self.DeleteMessages(long.MaxValue));
            self.OnCommand<DeleteMessagesSuccess>(_ => self.Report("emptied"));
        });
        next.Tell("next");
        await Expect(5, "recovered", 6L);
        next.Tell(0);
        await Expect("emptied");
        await Stopped(next);

        var last = Persistent("a", self =>
        {
            self.RecoverWith = new Recovery(SnapshotSelectionCriteria.None);
            self.ReportRecovery();
            self.OnCommand<string>(text => self.Persist(text, _ => self.Report(self.LastSequenceNr)));
        });
        last.Tell("next");
        await Expect("recovered", 7L);
    }

    [Fact]
    public async Task Without_a_store_a_snapshot_fails_and_the_actor_goes_on()
    {
        var actor = Persistent("a", self =>
        {
            self.SnapshotStores = "akka.persistence.no-snapshot-store";
            self.ReportRecovery();
            self.OnCommand("save", () => self.SaveSnapshot("state"));
            self.OnCommand<SaveSnapshotFailure>(failure => self.Report(failure.Cause.GetType().Name));
            self.OnCommand<int>(number => self.Persist(number, self.Report));
        });
        actor.Tell("save");

        await Expect("recovered", "NoSnapshotStoreException");
        actor.Tell(1);
        await Expect(1);
    }

    private async Task WithSnapshotsAt(params int[] numbers)
    {
        var actor = Persistent("a", self =>
        {
            self.OnCommand<int>(number => self.Persist(number, each =>
            {
                if (numbers.Contains(each))
                    self.SaveSnapshot($"state {each}");
                else
                    self.Report(each);
            }));
            self.OnCommand<SaveSnapshotSuccess>(success => self.Report(success.Metadata.SequenceNr));
        });
        for (var i = 1; i <= 5; i++)
        {
            actor.Tell(i);
            var report = await Next();
            (report is long saved ? saved : (int)report).ShouldBe(i);
        }

        await Stopped(actor);
    }
}
