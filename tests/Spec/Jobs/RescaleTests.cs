using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using static Weir.Spec.Jobs.ClientSignals;

namespace Weir.Spec.Jobs;

/// <summary>Jobs that go on at another parallelism while they run.</summary>
public sealed class RescaleTests
{
    private const string EightSlots = "weir.task-manager.slots = 8";

    /// <summary>So a checkpoint that is under way is that for the other parallelism, if not asked for.</summary>
    private const string OnlyForTheRescale = "weir.checkpointing.interval = 1 h";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(2, 5, "")]
    [InlineData(6, 1, "")]
    [InlineData(3, 4, "weir.checkpointing.unaligned.enabled = on")]
    public async Task A_job_that_is_rescaled_under_load_counts_every_record_once(int from, int to, string settings)
    {
        await using JobRun run = JobRun.Begin($"{EightSlots}\n{settings}");
        var counts = new CountedOnce { Parts = from };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: from);
        await CheckpointAsync(client);
        Task<JobNews.Rescaled> told = NewsAsync<JobNews.Rescaled>(client);
        RescaleAnswer answer = await client.RescaleAsync(to).WaitAsync(Patience);
        answer.Parallelism.ShouldBe(to);
        JobNews.Rescaled news = await told.WaitAsync(Patience);
        (news.From, news.To).ShouldBe((from, to));
        news.CheckpointId.ShouldNotBeNull();
        await CheckpointAsync(client);
        await RunsAtAsync(client, to);
        client.Status.Restarts.ShouldBe(0, "it is no failure");
        await counts.EndAsync(client, run);
    }

    [RocksDbFact]
    public async Task A_job_with_its_state_in_RocksDB_counts_every_record_once_at_each_parallelism()
    {
        string databases = Directory.CreateTempSubdirectory("weir-rocksdb-").FullName;
        try
        {
            await using JobRun run = JobRun.Begin(
                $$"""
                {{EightSlots}}
                weir.state { backend = rocksdb, rocksdb { memory = 16 MiB, dir = "{{databases}}" } }
                """);
            var counts = new CountedOnce { Parts = 2 };
            JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
            await CheckpointAsync(client);
            foreach (int parallelism in (int[])[4, 1])
            {
                (await client.RescaleAsync(parallelism).WaitAsync(Patience)).Parallelism.ShouldBe(parallelism);
                await CheckpointAsync(client);
            }

            client.Status.Restarts.ShouldBe(0);
            await counts.EndAsync(client, run);
        }
        finally
        {
            await TemporaryFolders.DeleteAsync(databases);
        }
    }

    [Fact]
    public async Task A_subtask_that_fails_while_the_job_is_rescaled_costs_nothing()
    {
        await using JobRun run = JobRun.Begin($"{EightSlots}\n{OnlyForTheRescale}");
        HeldCheckpoints held = HeldCheckpoints.In(run.Cluster.System);
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
        await CheckpointAsync(client);
        Task<JobNews.Failed> failed = NewsAsync<JobNews.Failed>(client);
        held.Hold();
        Task<RescaleAnswer> rescaled = client.RescaleAsync(4);
        await held.Reached.WaitAsync(Patience);
        await client.InjectFailureAsync(new SubtaskId(1, 0), "in the middle");
        (await failed.WaitAsync(Patience)).Failure.Cause.Message.ShouldContain("in the middle");
        held.Release();
        (await rescaled.WaitAsync(Patience)).Parallelism.ShouldBe(4);
        await CheckpointAsync(client);
        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task One_after_the_other_each_from_where_the_one_before_had_come()
    {
        await using JobRun run = JobRun.Begin(EightSlots);
        var counts = new CountedOnce { Parts = 1 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 1);
        await CheckpointAsync(client);
        foreach (int parallelism in (int[])[3, 2, 8, 1, 5])
        {
            (await client.RescaleAsync(parallelism).WaitAsync(Patience)).Parallelism.ShouldBe(parallelism);
        }

        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_the_job_runs_on()
    {
        await using JobRun run = JobRun.Begin(EightSlots);
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
        await CheckpointAsync(client);
        (await RefusalAsync(client, 200)).ShouldContain("max parallelism, 128");
        (await RefusalAsync(client, 9)).ShouldContain("9 slots for parallelism 9, and there are 8");
        (await client.RescaleAsync(2)).Message.ShouldContain("already");
        client.Status.State.ShouldBe(JobState.Running);
        await counts.EndAsync(client, run);
        (await RefusalAsync(client, 3)).ShouldContain("ended");
    }

    [Fact]
    public async Task While_it_is_brought_to_a_stand_the_same_may_be_asked_again_and_no_other()
    {
        await using JobRun run = JobRun.Begin($"{EightSlots}\n{OnlyForTheRescale}");
        HeldCheckpoints held = HeldCheckpoints.In(run.Cluster.System);
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
        await CheckpointAsync(client);
        held.Hold();
        Task<RescaleAnswer> first = client.RescaleAsync(4);
        await held.Reached.WaitAsync(Patience);
        IActorRef leader = await run.Cluster.System.ActorSelection("/user/weir/job-manager/leader-1").ResolveOne(Patience);
        Task<RescaleAnswer> again = leader.Ask<RescaleAnswer>(new RescaleJob(client.JobId, 4), Patience);
        RescaleAnswer other = await leader.Ask<RescaleAnswer>(new RescaleJob(client.JobId, 5), Patience);
        other.Kind.ShouldBe(RescaleOutcome.Refused);
        other.Message.ShouldContain("is being rescaled to parallelism 4");
        held.Release();
        (await Task.WhenAll(first, again).WaitAsync(Patience)).ShouldAllBe(answer => answer.Parallelism == 4);
        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task One_that_lacks_slots_when_it_has_been_handed_over_can_be_given_fewer()
    {
        await using JobRun run = JobRun.Begin($"weir.task-manager.slots = 4\n{OnlyForTheRescale}", taskManagers: 2);
        HeldCheckpoints held = HeldCheckpoints.In(run.Cluster.System);
        var counts = new CountedOnce { Parts = 6 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 6);
        await CheckpointAsync(client);
        Task<JobNews.WaitingForSlots> waiting = NewsAsync<JobNews.WaitingForSlots>(client);
        held.Hold();
        Task<RescaleAnswer> first = client.RescaleAsync(8);
        await held.Reached.WaitAsync(Patience);
        run.Cluster.System.ActorSelection("/user/weir/task-manager-2").Tell(PoisonPill.Instance);
        await waiting.WaitAsync(Patience);
        held.Release();
        (await client.RescaleAsync(3).WaitAsync(Patience)).Parallelism.ShouldBe(3);
        (await Should.ThrowAsync<InvalidOperationException>(() => first.WaitAsync(Patience))).Message.ShouldContain("has not come up at parallelism 8");
        await RunsAtAsync(client, 3);
        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task Asked_again_of_the_next_leader_it_is_done_by_that()
    {
        await using JobRun run = JobRun.Begin($"{EightSlots}\n{OnlyForTheRescale}\nweir.job-manager.restart-delay = 50 ms");
        HeldCheckpoints held = HeldCheckpoints.In(run.Cluster.System);
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
        await CheckpointAsync(client);
        held.Hold();
        Task<RescaleAnswer> rescaled = client.RescaleAsync(5);
        await held.Reached.WaitAsync(Patience);
        run.Cluster.System.ActorSelection("/user/weir/job-manager/leader-1").Tell(PoisonPill.Instance);
        held.Release();
        (await rescaled.WaitAsync(Patience)).Kind.ShouldBe(RescaleOutcome.Done);
        await RunsAtAsync(client, 5);
        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task A_job_that_takes_no_checkpoints_by_itself_takes_one_for_it()
    {
        await using JobRun run = JobRun.Begin($"{EightSlots}\nweir.checkpointing.interval = 1 h");

        // It may not have been started yet: then its source is divided for the parallelism that it is started with.
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(
            environment =>
            {
                environment.Checkpointing.Interval = null;
                counts.Define(environment);
            },
            parallelism: 1);
        (await client.RescaleAsync(2).WaitAsync(Patience)).Parallelism.ShouldBe(2);
        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task A_job_that_is_cancelled_meanwhile_ends()
    {
        await using JobRun run = JobRun.Begin(EightSlots);
        JobClient client = await run.SubmitAsync(new CountedOnce { Parts = 2 }.Define, parallelism: 2);
        await CheckpointAsync(client);
        Task<RescaleAnswer> rescaled = client.RescaleAsync(4);
        client.Cancel();
        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
        if (await Record.ExceptionAsync(() => rescaled.WaitAsync(Patience)) is { } refused)
        {
            refused.ShouldBeOfType<InvalidOperationException>();
        }
    }

    [Fact]
    public async Task The_next_leader_goes_on_at_the_new_parallelism()
    {
        await using JobRun run = JobRun.Begin($"{EightSlots}\nweir.job-manager.restart-delay = 50 ms");
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
        await CheckpointAsync(client);
        await client.RescaleAsync(5).WaitAsync(Patience);
        Task<JobNews.TakenOver> taken = NewsAsync<JobNews.TakenOver>(client);
        run.Cluster.System.ActorSelection("/user/weir/job-manager/leader-1").Tell(PoisonPill.Instance);
        await taken.WaitAsync(Patience);
        await RunsAtAsync(client, 5);
        (await client.RescaleAsync(3).WaitAsync(Patience)).Parallelism.ShouldBe(3);
        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task A_job_that_follows_the_slots_takes_what_there_is_and_goes_on_with_what_is_left()
    {
        await using JobRun run = JobRun.Begin(
            """
            weir.task-manager.slots = 2
            weir.scheduler.reactive { enabled = on, stabilization = 100 ms }
            """,
            taskManagers: 3);
        var counts = new CountedOnce { Parts = 12 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 1);
        await RunsAtAsync(client, 6);
        run.Cluster.System.ActorSelection("/user/weir/task-manager-2").Tell(PoisonPill.Instance);
        await RunsAtAsync(client, 4);
        await CheckpointAsync(client);
        await counts.EndAsync(client, run);
    }

    private static async Task<string> RefusalAsync(JobClient client, int parallelism) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => client.RescaleAsync(parallelism).WaitAsync(Patience))).Message;
}
