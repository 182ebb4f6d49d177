using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Weir.Actors.JobManagers;
using Weir.Actors.Messages;

namespace Weir.Spec.JobMasters;

/// <summary>The last checkpoints before a cluster ends.</summary>
public sealed class LastCheckpointsTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_job_that_is_being_handed_over_is_waited_for_until_its_master_has_ended()
    {
        TestProbe master = CreateTestProbe();
        TestProbe leader = CreateTestProbe();
        var masters = new Dictionary<string, IActorRef> { ["j"] = master.Ref };
        IActorRef test = TestActor;
        Sys.ActorOf(Props.Create(() => new Parent(LastCheckpointsActor.Props(masters, TimeSpan.FromHours(1)), test)));
        master.ExpectMsg<TriggerNow>(Patience);
        IActorRef asker = master.LastSender;

        // The master has passed it on, and the leader knows of none.
        asker.Tell(new CheckpointAnswer(null, "not-running", "Job j is not running yet."), leader.Ref);
        Sys.Stop(master.Ref);
        ExpectMsg<LastCheckpointsTaken>(Patience);
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(Props child, IActorRef test)
        {
            Context.ActorOf(child);
            ReceiveAny(test.Forward);
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
    }
}
