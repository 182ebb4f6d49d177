using Weir.Actors.Cluster;
using Weir.Actors.Jobs;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.State;
using Weir.State.Storage;

namespace Weir.Spec.Jobs;

/// <summary>What a job goes on from when its process, or its user, has ended it.</summary>
public sealed class GoingOnTests : IDisposable
{
    private const string Retain = "weir.checkpointing.retention = retain-on-cancellation";
    private const string NoCheckpoints = "weir.checkpointing.interval = 1 h";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-spec-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task From_a_path_and_killed_before_its_own_first_checkpoint_it_starts_from_that_path_again()
    {
        string checkpoint = await RunUntilCheckpointAsync(Retain);
        await using (JobRun killed = JobRun.Begin(NoCheckpoints, _folder))
        {
            (await FirstStartAsync(await killed.SubmitAsync(Count, RestoreFrom.Path(checkpoint)))).ShouldNotBeNull();
        }

        await using JobRun next = JobRun.Begin(NoCheckpoints, _folder);
        $"chk-{await FirstStartAsync(await next.SubmitAsync(Count, RestoreFrom.Latest))}".ShouldBe(Path.GetFileName(checkpoint));
    }

    [Fact]
    public async Task Cancelled_and_its_checkpoints_deleted_it_does_not_go_on_without_them()
    {
        await RunUntilCheckpointAsync("");
        await using JobRun next = JobRun.Begin(folder: _folder);
        RestoreRefusedException refused = await Should.ThrowAsync<RestoreRefusedException>(() => next.SubmitAsync(Count, RestoreFrom.Latest));
        refused.Message.ShouldContain("was cancelled at");
        refused.Message.ShouldContain("without --from");
        await FirstStartAsync(await next.SubmitAsync(Count));
    }

    [Fact]
    public async Task With_its_metadata_gone_it_does_not_go_on_without_its_state()
    {
        await RunUntilCheckpointAsync(Retain);
        foreach (string metadata in Directory.GetFiles(_folder, "_metadata", SearchOption.AllDirectories))
        {
            File.Delete(metadata);
        }

        await using JobRun next = JobRun.Begin(folder: _folder);
        await Should.ThrowAsync<RestoreRefusedException>(() => next.SubmitAsync(Count, RestoreFrom.Latest));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task State_of_an_operator_that_is_not_there_any_more_is_not_dropped(bool fromPath)
    {
        string checkpoint = await RunUntilCheckpointAsync(Retain);
        await using JobRun next = JobRun.Begin(folder: _folder);
        RestoreRefusedException refused = await Should.ThrowAsync<RestoreRefusedException>(() => next.SubmitAsync(
            environment => Define(environment, "renamed"), fromPath ? RestoreFrom.Path(checkpoint) : RestoreFrom.Latest));
        refused.Message.ShouldContain("counter (");
        refused.Message.ShouldContain("renamed");
    }

    [Fact]
    public async Task One_process_at_a_time_runs_it()
    {
        await using JobRun first = JobRun.Begin(folder: _folder);
        await using JobRun second = JobRun.Begin(folder: _folder);
        JobClient client = await first.SubmitAsync(Count);
        StorageException refused = await Should.ThrowAsync<StorageException>(() => second.SubmitAsync(Count, RestoreFrom.Latest));
        refused.Message.ShouldContain($"Job {client.JobId} is being run already");
        await first.DisposeAsync();
        (await second.SubmitAsync(Count, RestoreFrom.Latest)).JobId.ShouldBe(client.JobId);
    }

    [Fact]
    public async Task The_damaged_record_of_another_job_does_not_keep_it_from_going_on()
    {
        string checkpoint = await RunUntilCheckpointAsync(Retain);
        string damaged = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName, "job");
        await File.WriteAllTextAsync(damaged, "{}");
        await using JobRun next = JobRun.Begin(NoCheckpoints, _folder);
        $"chk-{await FirstStartAsync(await next.SubmitAsync(Count, RestoreFrom.Latest))}".ShouldBe(Path.GetFileName(checkpoint));
    }

    [Fact]
    public async Task A_damaged_record_that_may_be_its_own_is_named()
    {
        string damaged = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName, "job");
        await File.WriteAllTextAsync(damaged, "{}");
        await using JobRun run = JobRun.Begin(folder: _folder);
        (await Should.ThrowAsync<CorruptStateException>(() => run.SubmitAsync(Count, RestoreFrom.Latest))).Message.ShouldContain(damaged);
    }

    [Fact]
    public async Task A_checkpoint_asked_for_while_the_job_ends_is_refused_and_not_waited_for()
    {
        await using JobRun run = JobRun.Begin(NoCheckpoints, _folder);
        JobClient client = await run.SubmitAsync(Count);
        await FirstStartAsync(client);
        client.Cancel();
        Task<long>[] asked = [.. Enumerable.Range(0, 100).Select(_ => client.TriggerCheckpointAsync())];
        foreach (Task<long> one in asked)
        {
            await Should.ThrowAsync<InvalidOperationException>(() => one.WaitAsync(Patience));
        }

        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
        await Should.ThrowAsync<InvalidOperationException>(() => client.TriggerCheckpointAsync().WaitAsync(Patience));
    }

    private static void Count(StreamEnvironment environment) => Define(environment, "counter");

    private static void Define(StreamEnvironment environment, string uid) => environment
        .FromSource(new GeneratorSource<long>(null, n => n % 10, recordsPerSecond: 1_000)).WithUid("numbers")
        .KeyBy(key => key).Count().WithUid(uid)
        .SinkTo(new CollectSink<(long Key, long Count)>()).WithUid("results");

    /// <summary>The checkpoint that the job's first start restored; null for none.</summary>
    private static async Task<long?> FirstStartAsync(JobClient client)
    {
        var started = new TaskCompletionSource<long?>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is JobNews.Recovered { Recovery: { Number: 0 } recovery })
            {
                started.TrySetResult(recovery.RestoredCheckpoint);
            }
        };
        return await started.Task.WaitAsync(Patience);
    }

    /// <summary>Runs the job until it has a checkpoint, and cancels it. The checkpoint's folder.</summary>
    private async Task<string> RunUntilCheckpointAsync(string configuration)
    {
        await using JobRun run = JobRun.Begin($"{configuration}\n{NoCheckpoints}", _folder);
        JobClient client = await run.SubmitAsync(Count);
        await FirstStartAsync(client);
        long id = await client.TriggerCheckpointAsync().WaitAsync(Patience);
        client.Cancel();
        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
        return Path.Combine(_folder, client.JobId, $"chk-{id}");
    }
}
