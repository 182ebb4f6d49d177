using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Weir.Actors.Messages;
using Weir.Actors.Nodes;

namespace Weir.Spec.Nodes;

/// <summary>What becomes of a client's question when the leader is gone with it.</summary>
public sealed class LeaderRequestTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TestProbe _leader;
    private readonly TestProbe _client;

    public LeaderRequestTests()
        : base("akka.loglevel = WARNING")
    {
        _leader = CreateTestProbe();
        _client = CreateTestProbe();
    }

    [Fact]
    public void A_question_that_was_lost_is_asked_again()
    {
        IActorRef asker = Ask(ListJobs.Instance);
        Watch(asker);
        _leader.ExpectMsg<ListJobs>(Patience);
        _leader.ExpectMsg<ListJobs>(Patience);
        _leader.Reply(new JobList([]));
        _client.ExpectMsg<JobList>(Patience);
        ExpectTerminated(asker, Patience);
    }

    [Fact]
    public void A_checkpoint_is_asked_for_once_and_waited_for_as_long_as_its_leader_leads()
    {
        Ask(new TriggerNow("j"));
        Lead(epoch: 7);
        _leader.ExpectMsg<TriggerNow>(Patience);
        Lead(epoch: 7);
        Lead(epoch: 7);
        _leader.Reply(new CheckpointAnswer(4, "", ""));
        _client.ExpectMsg<CheckpointAnswer>(Patience).CheckpointId.ShouldBe(4);
    }

    [Fact]
    public void A_savepoint_and_a_deletion_are_asked_for_once_and_answered_as_unknown_when_their_leader_is_gone()
    {
        Ask(new TriggerSavepoint("j", "/savepoints"));
        Lead(epoch: 7);
        _leader.ExpectMsg<TriggerSavepoint>(Patience);
        Lead(epoch: 7);
        Lead(epoch: 8);
        _client.ExpectMsg<SavepointAnswer>(Patience).Reason.ShouldBe(CheckpointAnswer.Unknown);

        Ask(new DisposeSavepoint("/savepoints/savepoint-1"));
        Lead(epoch: 8);
        _leader.ExpectMsg<DisposeSavepoint>(Patience);
        Lead(epoch: 8);
        Lead(epoch: 9);
        _client.ExpectMsg<SavepointDisposed>(Patience).Problem.ShouldNotBeNull().ShouldContain("leader has changed");
    }

    [Fact]
    public void A_checkpoint_whose_leader_is_gone_is_answered_as_unknown()
    {
        IActorRef asker = Ask(new TriggerNow("j"));
        Watch(asker);
        Lead(epoch: 7);
        _leader.ExpectMsg<TriggerNow>(Patience);
        Lead(epoch: 8);
        CheckpointAnswer answer = _client.ExpectMsg<CheckpointAnswer>(Patience);
        answer.CheckpointId.ShouldBeNull();
        answer.Reason.ShouldBe(CheckpointAnswer.Unknown);
        answer.Message.ShouldContain("leader has changed to node of 8");
        answer.Message.ShouldContain("weir info");
        ExpectTerminated(asker, Patience);
    }

    [Fact]
    public void It_ends_with_its_client()
    {
        IActorRef asker = Ask(new TriggerNow("j"));
        Watch(asker);
        Sys.Stop(_client.Ref);
        ExpectTerminated(asker, Patience);
    }

    private IActorRef Ask(object request) => Sys.ActorOf(LeaderRequestActor.Props(_leader.Ref, request, _client.Ref));

    private void Lead(long epoch)
    {
        _leader.ExpectMsg<WhoLeads>(Patience);
        _leader.Reply(new LeaderIs(epoch, $"node of {epoch}"));
    }
}
