using System.Globalization;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.State;
using Weir.State.Storage;

namespace Weir.Spec.Jobs;

/// <summary>What a job goes on from when its process, or its user, has ended it.</summary>
public sealed class GoingOnTests : IAsyncLifetime
{
    private const string Retain = "weir.checkpointing.retention = retain-on-cancellation";
    private const string NoCheckpoints = "weir.checkpointing.interval = 1 h";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly CollectSink<(long Key, long Count)> _sink = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-spec-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => TemporaryFolders.DeleteAsync(_folder);

    [Fact]
    public async Task From_a_path_and_killed_before_its_own_first_checkpoint_it_starts_from_that_path_again()
    {
        string checkpoint = await RunUntilCheckpointAsync(Retain);
        await using (JobRun killed = JobRun.Begin(NoCheckpoints, _folder))
        {
            await killed.SubmitAsync(Count, RestoreFrom.Path(checkpoint));
        }

        await using JobRun next = JobRun.Begin(folder: _folder);
        (await FirstCheckpointAsync(await next.SubmitAsync(Count, RestoreFrom.Latest))).ShouldBe(IdOf(checkpoint) + 1);
    }

    [Fact]
    public async Task Cancelled_and_its_checkpoints_deleted_it_does_not_go_on_without_them()
    {
        await RunUntilCheckpointAsync("");
        await using JobRun next = JobRun.Begin(folder: _folder);
        RestoreRefusedException refused = await Should.ThrowAsync<RestoreRefusedException>(() => next.SubmitAsync(Count, RestoreFrom.Latest));
        refused.Message.ShouldContain("was cancelled at");
        refused.Message.ShouldContain("without --from");
        (await FirstCheckpointAsync(await next.SubmitAsync(Count))).ShouldBe(1);
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
    public async Task Submitted_several_times_at_once_it_runs_once()
    {
        await using JobRun run = JobRun.Begin(folder: _folder);
        Task<JobClient>[] submitted = [.. Enumerable.Range(0, 4).Select(_ => run.SubmitAsync(Count, RestoreFrom.Latest))];
        await Task.WhenAll(submitted).WaitAsync(Patience).ContinueWith(_ => { }, TaskScheduler.Default);
        submitted.Count(task => task.IsCompletedSuccessfully).ShouldBe(1);
        submitted.Where(task => task.IsFaulted).ShouldAllBe(task => task.Exception!.InnerException is StorageException);
    }

    [Fact]
    public async Task What_could_not_start_is_not_gone_on_with()
    {
        string checkpoint = await RunUntilCheckpointAsync(Retain);
        string damaged = Directory.CreateDirectory(Path.Combine(_folder, "damaged")).FullName;
        await File.WriteAllTextAsync(Path.Combine(damaged, "_metadata"), "damaged");
        await using JobRun next = JobRun.Begin(folder: _folder);
        await Should.ThrowAsync<CorruptStateException>(() => next.SubmitAsync(Count, RestoreFrom.Path(damaged)));
        (await FirstCheckpointAsync(await next.SubmitAsync(Count, RestoreFrom.Latest))).ShouldBe(IdOf(checkpoint) + 1);
    }

    [Fact]
    public async Task The_damaged_record_of_another_job_does_not_keep_it_from_going_on()
    {
        string checkpoint = await RunUntilCheckpointAsync(Retain);
        string damaged = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName, "job");
        await File.WriteAllTextAsync(damaged, "{}");
        await using JobRun next = JobRun.Begin(folder: _folder);
        (await FirstCheckpointAsync(await next.SubmitAsync(Count, RestoreFrom.Latest))).ShouldBe(IdOf(checkpoint) + 1);
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
        await using JobRun run = JobRun.Begin(folder: _folder);
        JobClient client = await run.SubmitAsync(Count);
        await FirstCheckpointAsync(client);
        client.Cancel();
        Task<long>[] asked = [.. Enumerable.Range(0, 100).Select(_ => client.TriggerCheckpointAsync())];
        foreach (Task<long> one in asked)
        {
            await Should.ThrowAsync<InvalidOperationException>(() => one.WaitAsync(Patience));
        }

        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
        await Should.ThrowAsync<InvalidOperationException>(() => client.TriggerCheckpointAsync().WaitAsync(Patience));
    }

    private void Count(StreamEnvironment environment) => Define(environment, "counter");

    private void Define(StreamEnvironment environment, string uid) => environment
        .FromSource(new GeneratorSource<long>(null, n => n % 10, recordsPerSecond: 1_000)).WithUid("numbers")
        .KeyBy(key => key).Count().WithUid(uid)
        .SinkTo(_sink).WithUid("results");

    /// <summary>The id of the first checkpoint that the job completes: one more than that of the one it started from.</summary>
    private static async Task<long> FirstCheckpointAsync(JobClient client)
    {
        var completed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is JobNews.CheckpointCompleted { CheckpointId: var id })
            {
                completed.TrySetResult(id);
            }
        };
        return await completed.Task.WaitAsync(Patience);
    }

    /// <summary>Runs the job until it has a checkpoint, and cancels it. The folder of its last checkpoint; empty when none is left.</summary>
    private async Task<string> RunUntilCheckpointAsync(string configuration)
    {
        await using JobRun run = JobRun.Begin(configuration, _folder);
        JobClient client = await run.SubmitAsync(Count);
        await FirstCheckpointAsync(client);
        client.Cancel();
        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
        return Directory.GetDirectories(Path.Combine(_folder, client.JobId), "chk-*").MaxBy(IdOf) ?? "";
    }

    private static long IdOf(string checkpoint) => long.Parse(Path.GetFileName(checkpoint)["chk-".Length..], CultureInfo.InvariantCulture);
}
