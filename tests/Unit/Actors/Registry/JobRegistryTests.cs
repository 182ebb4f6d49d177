using FsCheck;
using FsCheck.Fluent;
using Weir.Actors.Jobs;
using Weir.Actors.Registry;

namespace Weir.Unit.Actors.Registry;

public class JobRegistryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Facts_add_up()
    {
        var registry = With(
            new RegistryFact.LeaderClaimed(1, "a", Noon),
            Submitted("x"),
            new RegistryFact.AttemptTaken("x", 1),
            new RegistryFact.CheckpointIdTaken("x", 1),
            new RegistryFact.CheckpointIdTaken("x", 2),
            new RegistryFact.CheckpointRecorded("x", 2),
            new RegistryFact.CheckpointRecorded("x", 1),
            new RegistryFact.CheckpointIdTaken("x", 9),
            new RegistryFact.CheckpointDropped("x", 1));
        var job = registry.Find("x")!;
        job.Recorded.LastAttempt.ShouldBe(new Attempt(1));
        job.Recorded.LastCheckpointId.ShouldBe(9);
        job.Recorded.Checkpoints.ShouldBe([2L]);
        job.Outcome.ShouldBeNull();
    }

    [Fact]
    public void It_knows_under_whom_a_job_was_submitted_deployed_or_relaunched_last()
    {
        var registry = With(new RegistryFact.LeaderClaimed(1, "a", Noon), Submitted("x"));
        registry.Find("x")!.LastEpoch.ShouldBe(1);
        registry.Apply(new RegistryFact.LeaderClaimed(2, "b", Noon));
        registry.Find("x")!.LastEpoch.ShouldBe(1);
        registry.Apply(new RegistryFact.AttemptTaken("x", 1));
        registry.Find("x")!.LastEpoch.ShouldBe(2);
        registry.Apply(new RegistryFact.LeaderClaimed(3, "c", Noon));
        registry.Apply(new RegistryFact.JobRelaunched("x", Noon));
        registry.Apply(new RegistryFact.LeaderClaimed(4, "d", Noon));
        JobRegistry.From(registry.Snapshot()).Find("x")!.LastEpoch.ShouldBe(3);
    }

    [Fact]
    public void A_rescaled_job_has_its_last_parallelism_until_it_goes_back_to_what_it_was_submitted_with()
    {
        var registry = With(Submitted("x"), new RegistryFact.JobRescaled("x", 8));
        JobRegistry.From(registry.Snapshot()).Find("x")!.Parallelism.ShouldBe(8);
        registry.Apply(new RegistryFact.JobRescaled("x", RegistryFact.JobRescaled.AsSubmitted));
        JobRegistry.From(registry.Snapshot()).Find("x")!.Parallelism.ShouldBeNull();
        registry.Problem(new RegistryFact.JobRescaled("x", -1)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("epoch", "epoch 1 is not above 1")]
    [InlineData("submitted twice", "submitted already")]
    [InlineData("unknown job", "no job y; 1 jobs are known")]
    [InlineData("attempt", "Attempt 3 of job x is not above 3")]
    [InlineData("id", "Checkpoint id 7 of job x is not above 7")]
    [InlineData("record above", "Checkpoint 8 of job x is to be recorded, and its id was never taken; the last one taken is 7")]
    [InlineData("record zero", "its id was never taken")]
    [InlineData("record twice", "recorded already")]
    [InlineData("drop", "Checkpoint 3 of job x is not one that counts; those are: 7")]
    [InlineData("close", "has not ended")]
    public void What_cannot_be_is_refused_and_changes_nothing(string what, string message)
    {
        var registry = With(
            new RegistryFact.LeaderClaimed(1, "a", Noon),
            Submitted("x"),
            new RegistryFact.AttemptTaken("x", 3),
            new RegistryFact.CheckpointIdTaken("x", 7),
            new RegistryFact.CheckpointRecorded("x", 7));
        RegistryFact fact = what switch
        {
            "epoch" => new RegistryFact.LeaderClaimed(1, "b", Noon),
            "submitted twice" => Submitted("x"),
            "unknown job" => new RegistryFact.AttemptTaken("y", 1),
            "attempt" => new RegistryFact.AttemptTaken("x", 3),
            "id" => new RegistryFact.CheckpointIdTaken("x", 7),
            "record above" => new RegistryFact.CheckpointRecorded("x", 8),
            "record zero" => new RegistryFact.CheckpointRecorded("x", 0),
            "record twice" => new RegistryFact.CheckpointRecorded("x", 7),
            "drop" => new RegistryFact.CheckpointDropped("x", 3),
            "close" => new RegistryFact.JobClosed("x"),
            _ => throw new ArgumentException(what),
        };
        var before = RegistryFormat.Write(registry.Snapshot());
        registry.Problem(fact)!.ShouldContain(message);
        Should.Throw<ImpossibleFactException>(() => registry.Apply(fact)).Message.ShouldContain(message);
        RegistryFormat.Write(registry.Snapshot()).ShouldBe(before);
    }

    [Fact]
    public void A_job_that_is_over_takes_and_records_nothing_more_but_drops_and_closes()
    {
        var registry = With(Submitted("x"), new RegistryFact.CheckpointIdTaken("x", 1), new RegistryFact.CheckpointRecorded("x", 1));
        registry.Apply(new RegistryFact.JobEnded("x", JobOutcome.Finished, null, Noon));
        registry.Problem(new RegistryFact.AttemptTaken("x", 5))!.ShouldContain("is over (Finished)");
        registry.Problem(new RegistryFact.CheckpointIdTaken("x", 5)).ShouldNotBeNull();
        registry.Problem(new RegistryFact.JobEnded("x", JobOutcome.Failed, null, Noon)).ShouldNotBeNull();
        registry.Apply(new RegistryFact.CheckpointDropped("x", 1));
        registry.Apply(new RegistryFact.JobClosed("x"));
        registry.Problem(new RegistryFact.JobClosed("x"))!.ShouldContain("closed already");
    }

    [Fact]
    public void Only_the_latest_closed_jobs_are_remembered_and_all_that_are_not_closed()
    {
        var registry = new JobRegistry(closedJobsKept: 2);
        for (var number = 1; number <= 5; number++)
        {
            registry.Apply(Submitted($"x{number}"));
            if (number != 2)
            {
                registry.Apply(new RegistryFact.JobEnded($"x{number}", JobOutcome.Finished, null, Noon.AddMinutes(number)));
                registry.Apply(new RegistryFact.JobClosed($"x{number}"));
            }
        }

        registry.Jobs.Select(job => job.JobId).ShouldBe(["x2", "x4", "x5"]);
        JobRegistry.From(registry.Snapshot(), closedJobsKept: 1).Jobs.Select(job => job.JobId).ShouldBe(["x2", "x5"]);
    }

    /// <summary>Or the facts of a job that is submitted again would fit the leader that wrote them, and no leader after it.</summary>
    [Fact]
    public void The_same_jobs_are_forgotten_with_a_snapshot_on_the_way()
    {
        var registry = new JobRegistry(closedJobsKept: 2);
        foreach (var number in new[] { 3, 1, 2 })
        {
            registry.Apply(Submitted($"x{number}"));
            registry.Apply(new RegistryFact.JobEnded($"x{number}", JobOutcome.Finished, null, Noon.AddMinutes(number)));
        }

        // Tidied up in another order than they ended.
        registry.Apply(new RegistryFact.JobClosed("x3"));
        registry.Apply(new RegistryFact.JobClosed("x1"));
        var other = JobRegistry.From(registry.Snapshot(), closedJobsKept: 2);
        registry.Apply(new RegistryFact.JobClosed("x2"));
        other.Apply(new RegistryFact.JobClosed("x2"));

        other.Jobs.Select(job => job.JobId).ShouldBe(registry.Jobs.Select(job => job.JobId));
        registry.Jobs.Select(job => job.JobId).ShouldBe(["x3", "x2"]);
    }

    /// <summary>Facts at random, the impossible ones left out: a snapshot in between changes nothing; numbers only grow.</summary>
    [Fact]
    public void A_registry_goes_on_from_its_snapshot_as_if_nothing_had_been()
    {
        var facts = Gen.Choose(0, 7).SelectMany(_ => Gen.Choose(1, 6)).SelectMany(kind => Gen.Choose(0, 2).SelectMany(job => Gen.Choose(1, 8).Select(number => Any(kind, $"x{job}", number))));
        Prop.ForAll(
            facts.ListOf(40).SelectMany(list => Gen.Choose(0, 40).Select(cut => (list, cut))).ToArbitrary(),
            run =>
            {
                var registry = With(Submitted("x0"), Submitted("x1"));
                var other = registry;
                var last = 0L;
                for (var index = 0; index < run.list.Count; index++)
                {
                    if (index == run.cut)
                    {
                        other = JobRegistry.From(RegistryFormat.ReadSnapshot(RegistryFormat.Write(registry.Snapshot())));
                    }

                    var fact = RegistryFormat.ReadFact(RegistryFormat.Write(run.list[index]));
                    var problem = registry.Problem(fact);
                    other.Problem(fact).ShouldBe(problem);
                    if (problem is null)
                    {
                        registry.Apply(fact);
                        if (!ReferenceEquals(other, registry))
                        {
                            other.Apply(fact);
                        }
                    }

                    (registry.Find("x0")?.LastCheckpointId ?? last).ShouldBeGreaterThanOrEqualTo(last);
                    last = registry.Find("x0")?.LastCheckpointId ?? last;
                }

                RegistryFormat.Write(other.Snapshot()).ShouldBe(RegistryFormat.Write(registry.Snapshot()));
            }).QuickCheckThrowOnFailure();
    }

    private static RegistryFact Any(int kind, string job, int number) => kind switch
    {
        1 => new RegistryFact.AttemptTaken(job, number),
        2 => new RegistryFact.CheckpointIdTaken(job, number),
        3 => new RegistryFact.CheckpointRecorded(job, number),
        4 => new RegistryFact.CheckpointDropped(job, number),
        5 when number == 8 => new RegistryFact.JobEnded(job, JobOutcome.Cancelled, null, Noon),
        5 => new RegistryFact.LeaderClaimed(number, "a", Noon),
        _ => new RegistryFact.JobClosed(job),
    };

    private static RegistryFact.JobSubmitted Submitted(string id) => new(new SubmittedJob(id, $"job {id}", Noon, [7]));

    private static JobRegistry With(params RegistryFact[] facts)
    {
        var registry = new JobRegistry();
        foreach (var fact in facts)
        {
            registry.Apply(fact);
        }

        return registry;
    }
}
