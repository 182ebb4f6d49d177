using Weir.Actors.Alignment;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Restarts;
using Weir.Actors.Subtasks;

namespace Weir.Unit.Actors;

/// <summary>A trigger or an acknowledgement that was lost does not cost a checkpoint its whole timeout.</summary>
public sealed class ReconciliationTests
{
    private static readonly JobTopology Topology = new(
        [new(new VertexId(0), "read", 2, IsSource: true), new(new VertexId(1), "write", 1, IsSource: false)],
        [new(new VertexId(0), new VertexId(1))]);

    private static readonly JobTimerFired Due = new(new JobTimer(JobTimerKind.Reconciliation));
    private static readonly Attempt First = new(1);
    private readonly JobProtocol _protocol =
        new("job", Topology, new CheckpointingConfiguration { Restart = new NoRestartConfiguration() }, RecordedJob.None);

    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Those_that_have_not_acknowledged_are_asked_again_each_in_its_way()
    {
        Trigger(1);
        Acknowledge(1, Source(0));
        After(5).ShouldBeEmpty("the checkpoint was triggered less than an interval ago, by a little");
        var asked = After(5);
        asked.OfType<RepeatTriggers>().Single().Sources.ShouldBe([new SubtaskAttempt(Source(1), First)]);
        asked.OfType<AskSnapshots>().Single().Subtasks.ShouldBe([new SubtaskAttempt(Sink, First)]);
        Acknowledge(1, Source(1));
        asked = After(5);
        asked.OfType<RepeatTriggers>().ShouldBeEmpty();
        asked.OfType<AskSnapshots>().Single().CheckpointId.ShouldBe(1);
        Acknowledge(1, Sink).ShouldContain(effect => effect is WriteMetadata);
        After(5).ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_that_comes_again_counts_once()
    {
        Trigger(1);
        Acknowledge(1, Source(0));
        Acknowledge(1, Source(0)).ShouldBeEmpty();
        After(6).OfType<AskSnapshots>().Count().ShouldBe(1);
    }

    /// <summary>Who has not heard of it waits for barriers that do not come, and nothing gets past it: for ever, if no checkpoint follows.</summary>
    [Fact]
    public void An_abort_is_told_again_until_a_checkpoint_has_passed_everywhere()
    {
        Trigger(1);
        Reminders().ShouldBeEmpty();
        Handle(new SnapshotDeclined("job", Sink, First, 1, DeclineReason.Subsumed, null)).OfType<NotifyAborted>().Count().ShouldBe(1);
        for (var time = 0; time < 3; time++)
        {
            NotifyAborted again = Reminders().ShouldHaveSingleItem();
            again.CheckpointId.ShouldBe(1);
            again.Subtasks.Count.ShouldBe(Topology.Subtasks.Count);
        }

        Begin(2);
        Reminders().ShouldBeEmpty("its barriers help whoever waits");
        foreach (var subtask in Topology.Subtasks)
        {
            Acknowledge(2, subtask);
        }

        Handle(new MetadataWritten(2));
        Handle(new CompletionRecorded(2));
        Reminders().ShouldBeEmpty();
    }

    [Fact]
    public void A_trigger_is_new_once()
    {
        var answers = new SnapshotAnswers();
        answers.IsNew(3).ShouldBeTrue();
        answers.IsNew(3).ShouldBeFalse();
        answers.IsNew(2).ShouldBeFalse();
        answers.IsNew(4).ShouldBeTrue();
    }

    [Fact]
    public void Answers_are_kept_until_nobody_waits_for_them_and_not_too_many()
    {
        var answers = new SnapshotAnswers();
        for (long id = 1; id <= 9; id++)
        {
            answers.Remember(id, $"answer {id}");
        }

        answers.Find(1).ShouldBeNull();
        answers.Find(2).ShouldBe("answer 2");
        answers.Forget(2);
        answers.Find(2).ShouldBeNull();
        answers.Find(9).ShouldBe("answer 9");
    }

    private static SubtaskId Sink => new(new VertexId(1), 0);

    private static SubtaskId Source(int index) => new(new VertexId(0), index);

    private void Trigger(long id)
    {
        Handle(new JobStarted());
        Handle(new SlotsGranted(1, [default, default]));
        Handle(new StartFound(1, null));
        Handle(new AttemptRecorded(First));
        foreach (var subtask in Topology.Subtasks)
        {
            Handle(new SubtaskReported(subtask, First, SubtaskStatus.Running));
        }

        Begin(id);
    }

    private void Begin(long id)
    {
        Handle(new TriggerRequested(id));
        Handle(new CheckpointIdRecorded(id));
        Handle(new LocationReady(id)).ShouldContain(effect => effect is TriggerSources);
        Handle(new EnumeratorsSnapshotted(id, new Token()));
        _now -= TimeSpan.FromMilliseconds(1);
    }

    private IReadOnlyList<ProtocolEffect> After(int seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return [.. Handle(Due).Where(effect => effect is RepeatTriggers or AskSnapshots)];
    }

    private IReadOnlyList<NotifyAborted> Reminders()
    {
        _now += TimeSpan.FromSeconds(5);
        return [.. Handle(Due).OfType<NotifyAborted>()];
    }

    private IReadOnlyList<ProtocolEffect> Acknowledge(long id, SubtaskId subtask) =>
        Handle(new SnapshotAcknowledged("job", subtask, First, id, new Token(), default));

    private IReadOnlyList<ProtocolEffect> Handle(ProtocolEvent happened) => _protocol.Handle(happened, _now, 0.5);

    private sealed record Token : ISnapshotToken;
}
