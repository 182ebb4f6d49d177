using System.Collections.Concurrent;
using Akka.Actor;
using Weir.Actors.Alerts;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using static Weir.Spec.Jobs.ClientSignals;

namespace Weir.Spec.Jobs;

/// <summary>Jobs on their way to another parallelism whose leader dies, which lack slots, or which are changed meanwhile.</summary>
public sealed class RescaleFaultTests
{
    private const string EightSlots = "weir.task-manager.slots = 8";

    /// <summary>So a checkpoint that is under way is that for the other parallelism, if not asked for.</summary>
    private const string OnlyForTheRescale = "weir.checkpointing.interval = 1 h";

    private const string NextLeaderSoon = "weir.job-manager.restart-delay = 50 ms";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 5)]
    public async Task A_leader_that_dies_while_it_is_recorded_leaves_the_job_at_one_parallelism_or_the_other(bool isWritten, int expected)
    {
        await using JobRun run = JobRun.Begin($"{EightSlots}\n{OnlyForTheRescale}\n{NextLeaderSoon}\n{HeldJournal.Configuration}");
        HeldJournal.Hold record = HeldJournal.HoldOf(run.Cluster.System);
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
        await CheckpointAsync(client);
        IActorRef leader = await LeaderAsync(run, 1);
        record.Next(isWritten);

        // Not by the client, which would ask the next leader.
        leader.Tell(new RescaleJob(client.JobId, 5), ActorRefs.NoSender);
        await record.Reached.WaitAsync(Patience);
        Task<JobNews.TakenOver> taken = NewsAsync<JobNews.TakenOver>(client);
        (await leader.GracefulStop(Patience)).ShouldBeTrue();
        record.Release();
        (await taken.WaitAsync(Patience)).Recovery.RestoredCheckpoint.ShouldNotBeNull();
        await RunsAtAsync(client, expected);
        await CheckpointAsync(client);
        client.Status.Parallelism.ShouldBe(expected);
        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task A_leader_that_dies_when_the_new_subtasks_are_deployed_leaves_the_job_at_the_new_parallelism()
    {
        await using JobRun run = JobRun.Begin($"{EightSlots}\n{NextLeaderSoon}");
        var counts = new CountedOnce { Parts = 4 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 4);
        await CheckpointAsync(client);
        IActorRef leader = await LeaderAsync(run, 1);
        Task<JobNews.TakenOver> taken = NewsAsync<JobNews.TakenOver>(client);
        client.News += news =>
        {
            if (news is JobNews.Deploying)
            {
                leader.Tell(PoisonPill.Instance);
            }
        };
        (await client.RescaleAsync(7).WaitAsync(Patience)).Parallelism.ShouldBe(7);
        await taken.WaitAsync(Patience);
        await CheckpointAsync(client);
        await RunsAtAsync(client, 7);
        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task One_that_lacks_slots_when_it_has_been_handed_over_goes_back_to_where_it_came_from()
    {
        await using JobRun run = JobRun.Begin($"weir.task-manager.slots = 3\n{OnlyForTheRescale}\nweir.job-manager.rescale-patience = 300 ms", taskManagers: 2);
        HeldCheckpoints held = HeldCheckpoints.In(run.Cluster.System);
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
        await CheckpointAsync(client);
        held.Hold();
        Task<RescaleAnswer> rescaled = client.RescaleAsync(6);
        await held.Reached.WaitAsync(Patience);
        IActorRef lost = await run.Cluster.System.ActorSelection("/user/weir/task-manager-2").ResolveOne(Patience);
        (await lost.GracefulStop(Patience)).ShouldBeTrue();
        held.Release();
        string message = (await Should.ThrowAsync<InvalidOperationException>(() => rescaled.WaitAsync(Patience))).Message;
        message.ShouldContain("is back at parallelism 2, from checkpoint ");
        message.ShouldContain("for parallelism 6 it lacked slots; there are 3 for it now");
        await RunsAtAsync(client, 2);

        // What there is it can have.
        (await client.RescaleAsync(3).WaitAsync(Patience)).Parallelism.ShouldBe(3);
        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task One_that_waits_for_slots_after_a_node_has_died_can_be_given_fewer()
    {
        await using JobRun run = JobRun.Begin("weir.task-manager.slots = 3", taskManagers: 2);
        var counts = new CountedOnce { Parts = 6 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 6);
        await CheckpointAsync(client);
        Task<JobNews.WaitingForSlots> waiting = NewsAsync<JobNews.WaitingForSlots>(client);
        run.Cluster.System.ActorSelection("/user/weir/task-manager-2").Tell(PoisonPill.Instance);
        await waiting.WaitAsync(Patience);
        (await Should.ThrowAsync<InvalidOperationException>(() => client.RescaleAsync(7).WaitAsync(Patience))).Message.ShouldContain("7 slots for parallelism 7, and there are 3");
        (await client.RescaleAsync(2).WaitAsync(Patience)).Parallelism.ShouldBe(2);
        await RunsAtAsync(client, 2);
        await counts.EndAsync(client, run);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Settings_that_are_changed_while_it_is_handed_over_hold_afterwards(bool isBeingRecorded)
    {
        await using JobRun run = JobRun.Begin($"{EightSlots}\n{OnlyForTheRescale}\n{HeldJournal.Configuration}");
        HeldCheckpoints held = HeldCheckpoints.In(run.Cluster.System);
        HeldJournal.Hold record = HeldJournal.HoldOf(run.Cluster.System);
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
        await CheckpointAsync(client);
        IActorRef leader = await LeaderAsync(run, 1);
        Task<RescaleAnswer> rescaled;
        Task<ConfigureAnswer> configured;
        if (isBeingRecorded)
        {
            record.Next(isWritten: true);
            rescaled = client.RescaleAsync(4);
            await record.Reached.WaitAsync(Patience);
            configured = ConfigureAsync(leader, client);
            record.Release();
        }
        else
        {
            held.Hold();
            rescaled = client.RescaleAsync(4);
            await held.Reached.WaitAsync(Patience);
            configured = ConfigureAsync(leader, client);
            (await configured.WaitAsync(Patience)).Problem.ShouldBeNull();
            held.Release();
        }

        (await configured.WaitAsync(Patience)).Problem.ShouldBeNull();
        (await rescaled.WaitAsync(Patience)).Parallelism.ShouldBe(4);

        // With an hour between them there would be none.
        for (int i = 0; i < 3; i++)
        {
            await NewsAsync<JobNews.CheckpointCompleted>(client).WaitAsync(Patience);
        }

        await counts.EndAsync(client, run);
    }

    [Fact]
    public async Task Alerts_that_fire_go_on_and_what_they_count_is_counted_on()
    {
        await using JobRun run = JobRun.Begin(
            $$"""
            {{EightSlots}}
            {{OnlyForTheRescale}}
            weir.checkpointing.alert { every = 50 ms, silence-factor = off, restarts-per-minute = off, total-threshold = 1, threshold = 2, window = 1 h }
            """);
        HeldCheckpoints held = HeldCheckpoints.In(run.Cluster.System);
        var counts = new CountedOnce { Parts = 2 };
        JobClient client = await run.SubmitAsync(counts.Define, parallelism: 2);
        await CheckpointAsync(client);
        var told = new ConcurrentQueue<(AlertRule, bool)>();
        client.News += news =>
        {
            if (news is JobNews.AlertChanged { Alert: var alert })
            {
                told.Enqueue((alert.Rule, alert.IsFiring));
            }
        };
        await FailACheckpointAsync(client, held, AlertRule.CheckpointFailureTotal);
        await client.RescaleAsync(4).WaitAsync(Patience);
        await FailACheckpointAsync(client, held, AlertRule.CheckpointFailureIncrease);
        told.ShouldBe([(AlertRule.CheckpointFailureTotal, true), (AlertRule.CheckpointFailureIncrease, true)]);
        AlertList alerts = await (await LeaderAsync(run, 1)).Ask<AlertList>(new ListAlerts(client.JobId), Patience);
        alerts.Alerts.Where(alert => alert.IsFiring).Select(alert => alert.Rule).ShouldBe([AlertRule.CheckpointFailureTotal, AlertRule.CheckpointFailureIncrease], ignoreOrder: true);
        await counts.EndAsync(client, run);
    }

    private static async Task FailACheckpointAsync(JobClient client, HeldCheckpoints held, AlertRule rule)
    {
        var alert = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is JobNews.AlertChanged { Alert: var changed } && changed.Rule == rule)
            {
                alert.TrySetResult();
            }
        };
        held.Hold();
        Task<long> failing = client.TriggerCheckpointAsync();
        await held.Reached.WaitAsync(Patience);
        await client.InjectFailureAsync(new SubtaskId(1, 0), "so that the checkpoint fails");
        await Should.ThrowAsync<InvalidOperationException>(() => failing.WaitAsync(Patience));
        held.Release();
        await alert.Task.WaitAsync(Patience);
        await CheckpointAsync(client);
    }

    private static Task<ConfigureAnswer> ConfigureAsync(IActorRef leader, JobClient client) =>
        leader.Ask<ConfigureAnswer>(new ConfigureJob(client.JobId, "weir.checkpointing.interval = 20 ms"), Patience);

    private static Task<IActorRef> LeaderAsync(JobRun run, int number) =>
        run.Cluster.System.ActorSelection($"/user/weir/job-manager/leader-{number}").ResolveOne(Patience);
}
