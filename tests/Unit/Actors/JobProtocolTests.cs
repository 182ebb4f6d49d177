using Weir.Actors.Coordination;
using Weir.Actors.Exchange;
using Weir.Actors.Jobs;
using Weir.Actors.Restarts;

namespace Weir.Unit.Actors;

/// <summary>The job's machines together, under a leader that has a registry.</summary>
public class JobProtocolTests
{
    private static readonly JobTopology Topology = new(
        [new(new VertexId(0), "read", 2, IsSource: true), new(new VertexId(1), "write", 1, IsSource: false)],
        [new(new VertexId(0), new VertexId(1))]);

    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void A_new_leader_restores_the_latest_recorded_checkpoint_and_uses_no_number_again()
    {
        var protocol = With(new RecordedJob(new Attempt(4), 9, [5, 7]));
        Handle(protocol, new JobStarted()).OfType<AcquireSlots>().Single().Slots.ShouldBe(2);
        Handle(protocol, new SlotsGranted(1, [default, default])).ShouldContain(new VerifyCandidate(1, 7));
        var restoring = Handle(protocol, new CandidateVerified(1, 7, null));
        restoring.ShouldContain(new TakeAttempt(new Attempt(5)));
        restoring.OfType<DropCheckpoint>().Single().CheckpointId.ShouldBe(5, "only one is retained");
        var sweep = restoring.OfType<SweepStorage>().Single();
        sweep.Keep.ShouldBe([7]);
        sweep.Below.ShouldBe(10, "id 9 was taken, and may have left something");
        Handle(protocol, new AttemptRecorded(new Attempt(5))).OfType<DeploySubtasks>().Single().RestoreFrom.ShouldBe(7);
        Run(protocol, 5);
        Handle(protocol, new TriggerRequested(1)).ShouldContain(new TakeCheckpointId(10));
    }

    /// <summary>It is told the registry once, which takes no second time.</summary>
    [Fact]
    public void What_is_being_set_aside_is_not_looked_at_again_when_the_job_loses_its_slots_meanwhile()
    {
        var protocol = With(new RecordedJob(new Attempt(4), 9, [5, 7]));
        Handle(protocol, new JobStarted());
        Handle(protocol, new SlotsGranted(1, [default, default]));
        Handle(protocol, new CandidateVerified(1, 7, "it is torn")).ShouldContain(new VerifyCandidate(1, 5));
        Handle(protocol, new CandidateVerified(1, 5, null)).OfType<SetAside>().Single().Skipped.Single().CheckpointId.ShouldBe(7);
        var request = Handle(protocol, new SlotsLost([0], new FailureCause("TaskManagerLost", "it is lost"), 0.5)).OfType<AcquireSlots>().Single().Request;
        Handle(protocol, new SlotsGranted(request, [default, default])).ShouldContain(new VerifyCandidate(request, 5));
        Handle(protocol, new SetAsideFinished(1, null)).ShouldBeEmpty();
        Handle(protocol, new CandidateVerified(request, 5, null)).ShouldContain(new TakeAttempt(new Attempt(5)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_being_set_aside_or_could_not_be_is_not_swept(bool hasFailed)
    {
        var protocol = With(new RecordedJob(new Attempt(4), 9, [5, 7]));
        Handle(protocol, new JobStarted());
        Handle(protocol, new SlotsGranted(1, [default, default]));
        Handle(protocol, new CandidateVerified(1, 7, "it is torn"));
        Handle(protocol, new CandidateVerified(1, 5, null)).OfType<SetAside>().ShouldHaveSingleItem();
        var lost = new FailureCause("TaskManagerLost", "it is lost");
        var request = Handle(protocol, new SlotsLost([0], lost, 0.5)).OfType<AcquireSlots>().Single().Request;
        Handle(protocol, new SlotsGranted(request, [default, default]));
        if (hasFailed)
        {
            Handle(protocol, new SetAsideFinished(1, new FailureCause("IOException", "the disk is gone")));
        }

        Handle(protocol, new CandidateVerified(request, 5, null)).OfType<SweepStorage>().Single().Keep.ShouldBe([5, 7]);
        Handle(protocol, new SetAsideFinished(1, null));
        request = Handle(protocol, new SlotsLost([0], lost, 0.5)).OfType<AcquireSlots>().Single().Request;
        Handle(protocol, new SlotsGranted(request, [default, default]));
        Handle(protocol, new CandidateVerified(request, 5, null)).OfType<SweepStorage>().Single().Keep.ShouldBe([5]);
    }

    [Fact]
    public void A_job_that_moves_takes_a_checkpoint_and_restores_it()
    {
        var protocol = With(RecordedJob.None);
        Handle(protocol, new JobStarted());
        Handle(protocol, new SlotsGranted(1, [default, default])).ShouldContain(new FindStart(1));
        Handle(protocol, new StartFound(1, null));
        Handle(protocol, new AttemptRecorded(new Attempt(1)));
        Run(protocol, 1);
        Handle(protocol, new SlotsLeaving([1], "a node leaves")).ShouldContain(new TakeCheckpointId(1));
        Handle(protocol, new CheckpointIdRecorded(1)).ShouldContain(new CreateStorageLocation(1));
        Complete(protocol, 1, 1).OfType<StopSubtasks>().Single().Subtasks.ShouldBe(Topology.Subtasks);
        foreach (var subtask in Topology.Subtasks)
        {
            Handle(protocol, new SubtaskReported(subtask, new Attempt(1), SubtaskStatus.Stopped));
        }

        Handle(protocol, new SlotsGranted(2, [default, default])).ShouldContain(new VerifyCandidate(2, 1));
        protocol.Job.Failures.ShouldBe(0);
    }

    [Fact]
    public void With_local_recovery_a_checkpoint_is_read_whole_by_a_new_leader_and_when_the_job_could_not_start_from_it()
    {
        var protocol = new JobProtocol(
            "job", Topology, new CheckpointingConfiguration { LocalRecovery = true, Restart = new FixedDelayConfiguration { Delay = TimeSpan.Zero } }, new RecordedJob(new Attempt(4), 9, [7]));
        Handle(protocol, new JobStarted());
        Handle(protocol, new SlotsGranted(1, [default, default])).ShouldContain(new VerifyCandidate(1, 7));
        Handle(protocol, new CandidateVerified(1, 7, null));
        Handle(protocol, new AttemptRecorded(new Attempt(5)));
        Run(protocol, 5);
        Fail(protocol, 5).OfType<AcquireSlots>().Single().Request.ShouldBe(2);
        Handle(protocol, new SlotsGranted(2, [default, default])).ShouldContain(new VerifyCandidate(2, 7, IsBrief: true));
        Handle(protocol, new CandidateVerified(2, 7, null));
        Handle(protocol, new AttemptRecorded(new Attempt(6)));
        Fail(protocol, 6, typeof(ConnectionLostException).FullName!);
        Handle(protocol, new SlotsGranted(3, [default, default])).ShouldContain(new VerifyCandidate(3, 7, IsBrief: true), "a lost node says nothing of the checkpoint");
        Handle(protocol, new CandidateVerified(3, 7, null));
        Handle(protocol, new AttemptRecorded(new Attempt(7)));
        Fail(protocol, 7);
        Handle(protocol, new SlotsGranted(4, [default, default])).ShouldContain(new VerifyCandidate(4, 7));
    }

    [Fact]
    public void What_a_relocation_wanted_is_answered_inside()
    {
        var protocol = With(RecordedJob.None);
        Handle(protocol, new JobStarted());
        Handle(protocol, new SlotsGranted(1, [default, default]));
        Handle(protocol, new StartFound(1, null));
        Handle(protocol, new AttemptRecorded(new Attempt(1)));
        Run(protocol, 1);
        Handle(protocol, new SlotsLeaving([0], "a node leaves"));
        Handle(protocol, new CheckpointIdRecorded(1));
        var effects = Handle(protocol, new LocationFailed(1, new FailureCause("Io", "disk full")));
        effects.ShouldNotContain(effect => effect is AnswerRequest);
        effects.OfType<ReportRelocating>().Single().Message.ShouldContain("disk full");
    }

    [Fact]
    public void A_job_that_was_over_is_tidied_up()
    {
        var protocol = With(new RecordedJob(new Attempt(4), 9, [5, 7]));
        var effects = Handle(protocol, new JobFoundOver(JobOutcome.Finished, null));
        effects.OfType<DropCheckpoint>().Select(drop => drop.CheckpointId).ShouldBe([5L, 7L]);
        effects.OfType<SweepStorage>().Last().Below.ShouldBe(10);
        Handle(protocol, new StorageSwept());
        Handle(protocol, new StorageSwept()).ShouldContain(new CompleteJob(JobOutcome.Finished, null));
    }

    private static JobProtocol With(RecordedJob recorded) =>
        new("job", Topology, new CheckpointingConfiguration { Restart = new NoRestartConfiguration() }, recorded);

    private IReadOnlyList<ProtocolEffect> Handle(JobProtocol protocol, ProtocolEvent happened)
    {
        _now += TimeSpan.FromMilliseconds(10);
        return protocol.Handle(happened, _now, 0.5);
    }

    private void Run(JobProtocol protocol, int attempt)
    {
        foreach (var subtask in Topology.Subtasks)
        {
            Handle(protocol, new SubtaskReported(subtask, new Attempt(attempt), SubtaskStatus.Running));
        }

        protocol.Job.State.ShouldBe(JobState.Running);
    }

    /// <summary>One subtask fails, the others stop, and what is waited for before the next attempt is over.</summary>
    private IReadOnlyList<ProtocolEffect> Fail(JobProtocol protocol, int attempt, string type = "Test")
    {
        var timer = Handle(protocol, new SubtaskFailed(Topology.Subtasks[0], new Attempt(attempt), new FailureCause(type, "it fails"), 0.5))
            .OfType<SetJobTimer>().Last(set => set.Timer.Kind == JobTimerKind.Restart).Timer;
        foreach (var subtask in Topology.Subtasks.Skip(1))
        {
            Handle(protocol, new SubtaskReported(subtask, new Attempt(attempt), SubtaskStatus.Stopped));
        }

        return Handle(protocol, new JobTimerFired(timer));
    }

    private List<ProtocolEffect> Complete(JobProtocol protocol, long checkpointId, int attempt)
    {
        var effects = new List<ProtocolEffect>();
        effects.AddRange(Handle(protocol, new LocationReady(checkpointId)));
        effects.AddRange(Handle(protocol, new EnumeratorsSnapshotted(checkpointId, new Token())));
        foreach (var subtask in Topology.Subtasks)
        {
            effects.AddRange(Handle(protocol, new SnapshotAcknowledged("job", subtask, new Attempt(attempt), checkpointId, new Token(), default)));
        }

        effects.AddRange(Handle(protocol, new MetadataWritten(checkpointId)));
        effects.AddRange(Handle(protocol, new CompletionRecorded(checkpointId)));
        return effects;
    }

    private sealed record Token : ISnapshotToken;
}
