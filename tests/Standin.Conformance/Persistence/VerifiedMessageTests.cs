using Akka.Actor;
using Akka.Persistence;

namespace Weir.Standin.Conformance.Persistence;

public sealed class VerifiedMessageTests() : PersistenceTest("akka.actor.serialize-messages = on")
{
    [Fact]
    public async Task Persisting_works_where_each_message_is_written_and_read()
    {
        var actor = Persistent("a", self =>
        {
            self.OnStop = () => self.Report("stopped");
            self.OnRecover<RecoveryCompleted>(_ => self.Persist("first", self.Report));
            self.OnCommand<byte[]>(_ => self.SaveSnapshot("state"));
            self.OnCommand<SaveSnapshotSuccess>(success =>
            {
                self.Report(success.Metadata.SequenceNr);
                self.DeleteMessages(success.Metadata.SequenceNr);
            });
            self.OnCommand<DeleteMessagesSuccess>(success => self.Report(success.ToSequenceNr));
        });
        actor.Tell(new byte[] { 1 });

        await Expect("first", 1L, 1L);
        System.Stop(actor);
        await Expect("stopped");

        Persistent("a", self => self.OnRecover<SnapshotOffer>(offer => self.Report(offer.Snapshot)));
        await Expect("state");
    }
}
