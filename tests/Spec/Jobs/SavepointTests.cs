using Weir.Actors.Clients;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;
using Weir.State;
using Weir.State.Storage;
using Weir.State.Storage.Files;

namespace Weir.Spec.Jobs;

/// <summary>Savepoints of running jobs, jobs that start from them, and stopping.</summary>
public sealed class SavepointTests : IAsyncLifetime
{
    private const int Keys = 50;
    private const int Records = 30_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CollectSink<(long Key, long Count)> _sink = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-spec-").FullName;

    private string Savepoints => Path.Combine(_folder, "savepoints");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => TemporaryFolders.DeleteAsync(_folder);

    [Fact]
    public async Task A_savepoint_is_taken_while_the_job_goes_on()
    {
        await using JobRun run = JobRun.Begin(folder: _folder);
        JobClient client = await RunningAsync(run, Count(recordsPerSecond: 30_000));
        string path = await SavepointAsync(client, Savepoints);
        Path.GetDirectoryName(path).ShouldBe(Savepoints);
        Path.GetFileName(path).ShouldStartWith($"savepoint-{client.JobId[..6]}-");
        File.Exists(Path.Combine(path, "_metadata")).ShouldBeTrue();
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished);
        result.Status.LastSavepointPath.ShouldBe(path);
        ShouldHoldEachCountOnce();
        File.Exists(Path.Combine(path, "_metadata")).ShouldBeTrue("it is not the job's");
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(2, 4)]
    public async Task Stopped_and_started_from_the_savepoint_at_another_parallelism_each_record_counts_once(int before, int after)
    {
        string path;
        await using (JobRun run = JobRun.Begin(folder: _folder))
        {
            JobClient client = await RunningAsync(run, Count(recordsPerSecond: 20_000), before);
            path = await StopAsync(client, StopMode.Suspend);
            JobResult stopped = await client.Completion.WaitAsync(Patience);
            stopped.Outcome.ShouldBe(JobOutcome.Finished, stopped.Cause?.Detail);
            _sink.Results.Count.ShouldBeLessThan(Records);
            Directory.EnumerateDirectories(_folder, "chk-*", SearchOption.AllDirectories).ShouldBeEmpty();
        }

        await using JobRun next = JobRun.Begin(folder: _folder);
        JobClient second = await next.SubmitAsync(Count(recordsPerSecond: null), RestoreFrom.Path(path), after);
        JobResult result = await second.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        ShouldHoldEachCountOnce();
    }

    [Fact]
    public async Task A_drained_job_commits_all_that_it_has_read_before_it_has_finished()
    {
        await using JobRun run = JobRun.Begin("weir.checkpointing.interval = 1 h", _folder);
        JobClient client = await RunningAsync(run, Count(recordsPerSecond: 20_000), 2);
        string path = await StopAsync(client, StopMode.Drain);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        _sink.Results.Count.ShouldBe((int)result.Status.RecordsRead);
        _sink.Results.Count.ShouldBeLessThan(Records);

        // What had not been read is read by whoever starts from there.
        JobClient second = await run.SubmitAsync(Count(recordsPerSecond: null), RestoreFrom.Path(path), 3);
        (await second.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Finished);
        ShouldHoldEachCountOnce();
    }

    [Theory]
    [InlineData(SavepointFormat.Canonical)]
    [InlineData(SavepointFormat.Native)]
    public async Task A_savepoint_of_either_format_says_which_it_is_and_holds_all_that_a_job_starts_from(SavepointFormat format)
    {
        string path;
        await using (JobRun run = JobRun.Begin("weir.checkpointing.interval = 30 ms", folder: _folder))
        {
            JobClient client = await RunningAsync(run, Count(recordsPerSecond: 20_000), 2);
            await client.TriggerCheckpointAsync().WaitAsync(Patience);
            path = await client.TriggerSavepointAsync(new TriggerSavepoint("", Savepoints, format, StopMode.Suspend)).WaitAsync(Patience);
            (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Finished);
        }

        // Nothing of the job is needed beside it, and it may be moved.
        string moved = path + "-moved";
        Directory.Move(path, moved);
        foreach (string job in Directory.GetDirectories(_folder).Where(folder => folder != Savepoints))
        {
            Directory.Delete(job, recursive: true);
        }

        var storage = new FileSystemCheckpointStorage(_folder);
        (await storage.ReadMetadataAsync(storage.Locate(moved), CancellationToken.None)).Format.ShouldBe(format);
        await using JobRun next = JobRun.Begin(folder: _folder);
        JobClient second = await next.SubmitAsync(Count(recordsPerSecond: null), RestoreFrom.Path(moved), 3);
        JobResult result = await second.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        ShouldHoldEachCountOnce();
    }

    [Fact]
    public async Task A_stop_without_a_folder_is_refused_and_the_job_goes_on()
    {
        await using JobRun run = JobRun.Begin(folder: _folder);
        JobClient client = await RunningAsync(run, Count(recordsPerSecond: 30_000));
        InvalidOperationException refused = await Should.ThrowAsync<InvalidOperationException>(
            () => client.TriggerSavepointAsync(new TriggerSavepoint("", Stop: StopMode.Suspend)).WaitAsync(Patience));
        refused.Message.ShouldContain("no-savepoint-directory");
        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Finished);
        ShouldHoldEachCountOnce();
    }

    [Fact]
    public async Task A_stop_whose_savepoint_cannot_be_written_leaves_the_job_running()
    {
        await using JobRun run = JobRun.Begin(folder: _folder);
        string file = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(file, "");
        JobClient client = await RunningAsync(run, Count(recordsPerSecond: 30_000));
        foreach (StopMode stop in (StopMode[])[StopMode.Suspend, StopMode.Drain])
        {
            await Should.ThrowAsync<InvalidOperationException>(
                () => client.TriggerSavepointAsync(new TriggerSavepoint("", file, Stop: stop)).WaitAsync(Patience));
        }

        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        ShouldHoldEachCountOnce();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_claimed_savepoint_goes_with_the_first_checkpoint_and_another_stays(bool isClaimed)
    {
        await using JobRun run = JobRun.Begin(folder: _folder);
        JobClient first = await RunningAsync(run, Count(recordsPerSecond: 20_000));
        string path = await StopAsync(first, StopMode.Suspend);
        await first.Completion.WaitAsync(Patience);
        JobClient second = await run.SubmitAsync(Count(recordsPerSecond: 20_000), RestoreFrom.Path(path, isClaimed), 2);
        (await second.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Finished);
        ShouldHoldEachCountOnce();
        Directory.Exists(path).ShouldBe(!isClaimed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task State_whose_operator_is_gone_is_left_behind_only_where_that_is_allowed(bool isAllowed)
    {
        await using JobRun run = JobRun.Begin(folder: _folder);
        JobClient first = await RunningAsync(run, Count(recordsPerSecond: 20_000));
        string path = await StopAsync(first, StopMode.Suspend);
        await first.Completion.WaitAsync(Patience);
        Task<JobClient> submitted = run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(Records, n => n % Keys)).WithUid("numbers")
                .KeyBy(key => key).Count().WithUid("renamed").SinkTo(_sink).WithUid("sink"),
            RestoreFrom.Path(path),
            allowsNonRestoredState: isAllowed);
        if (isAllowed)
        {
            JobResult result = await (await submitted).Completion.WaitAsync(Patience);
            result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        }
        else
        {
            (await Should.ThrowAsync<RestoreRefusedException>(submitted)).Message.ShouldContain("--allow-non-restored-state");
        }
    }

    [Fact]
    public async Task Automatic_savepoints_are_kept_in_number_and_others_all()
    {
        await using JobRun run = JobRun.Begin(
            $$"""weir.checkpointing.savepoint { dir = "{{Savepoints}}", every = 1 s, keep = 1 }""", _folder);
        JobClient client = await run.SubmitAsync(Endless());
        var automatic = new List<string>();
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is JobNews.SavepointCompleted savepoint)
            {
                automatic.Add(savepoint.Path);
                if (automatic.Count >= 4)
                {
                    third.TrySetResult();
                }
            }
        };
        await RunningAsync(client);
        string own = await client.TriggerSavepointAsync(new TriggerSavepoint("")).WaitAsync(Patience);
        await third.Task.WaitAsync(Patience);
        client.Cancel();
        await client.Completion.WaitAsync(Patience);
        string[] left = Directory.GetDirectories(Savepoints);
        left.ShouldContain(own);
        left.Length.ShouldBe(2, string.Join(", ", left));
    }

    [Fact]
    public async Task A_savepoint_that_a_job_has_not_checkpointed_past_is_not_disposed_of()
    {
        await using JobRun run = JobRun.Begin("weir.checkpointing.interval = 1 h", _folder);
        JobClient first = await RunningAsync(run, Endless());
        string path = await StopAsync(first, StopMode.Suspend);
        await first.Completion.WaitAsync(Patience);
        JobClient second = await run.SubmitAsync(Endless(), RestoreFrom.Path(path));
        await RunningAsync(second);
        (await run.Cluster.DisposeSavepointAsync(path).WaitAsync(Patience))!.ShouldContain("would have to go back to it");
        long id = await second.TriggerCheckpointAsync().WaitAsync(Patience);
        string checkpoint = Path.Combine(_folder, second.JobId, $"chk-{id}");
        (await run.Cluster.DisposeSavepointAsync(checkpoint).WaitAsync(Patience))!.ShouldContain("no savepoint");
        (await run.Cluster.DisposeSavepointAsync(path).WaitAsync(Patience)).ShouldBeNull();
        Directory.Exists(path).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Latest_is_a_savepoint_that_is_newer_than_all_checkpoints(bool isCancelled)
    {
        string first;
        string path;
        await using (JobRun run = JobRun.Begin("weir.checkpointing.interval = 1 h", _folder))
        {
            JobClient client = await RunningAsync(run, Count(recordsPerSecond: 20_000));
            path = await SavepointAsync(client, Savepoints);
            first = client.JobId;
            if (isCancelled)
            {
                client.Cancel();
                await client.Completion.WaitAsync(Patience);
            }
        }

        await using JobRun next = JobRun.Begin(folder: _folder);
        JobClient second = await next.SubmitAsync(Count(recordsPerSecond: null), RestoreFrom.Latest, 2);
        JobListing jobs = await new FileSystemCheckpointStorage(_folder).ListJobsAsync(CancellationToken.None);
        jobs.Jobs.Single(job => job.JobId == first).Phase.ShouldBe(isCancelled ? JobPhase.Cancelled : JobPhase.Suspended);
        (await second.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Finished);
        ShouldHoldEachCountOnce();
        Directory.Exists(path).ShouldBeTrue();
    }

    private Action<StreamEnvironment> Endless() => environment => environment
        .FromSource(new GeneratorSource<long>(null, n => n % Keys, recordsPerSecond: 2_000)).WithUid("numbers")
        .KeyBy(key => key).Count().WithUid("count").SinkTo(_sink).WithUid("sink");

    private static Task<string> SavepointAsync(JobClient client, string directory) =>
        client.TriggerSavepointAsync(new TriggerSavepoint("", directory)).WaitAsync(Patience);

    private Task<string> StopAsync(JobClient client, StopMode stop) =>
        client.TriggerSavepointAsync(new TriggerSavepoint("", Savepoints, Stop: stop)).WaitAsync(Patience);

    private Action<StreamEnvironment> Count(int? recordsPerSecond) => environment => environment
        .FromSource(new GeneratorSource<long>(Records, n => n % Keys, recordsPerSecond)).WithUid("numbers")
        .KeyBy(key => key).Count().WithUid("count").SinkTo(_sink).WithUid("sink");

    /// <summary>A job that has come so far that a checkpoint can be taken.</summary>
    private static async Task<JobClient> RunningAsync(JobRun run, Action<StreamEnvironment> define, int? parallelism = null)
    {
        JobClient client = await run.SubmitAsync(define, parallelism: parallelism);
        await RunningAsync(client);
        return client;
    }

    private static async Task RunningAsync(JobClient client)
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StatusChanged += Look;
        Look();
        await running.Task.WaitAsync(Patience);

        void Look()
        {
            JobStatus status = client.Status;
            if (status.State == JobState.Running && status.SubtasksRunning == status.Subtasks && status.RecordsRead > 0)
            {
                running.TrySetResult();
            }
        }
    }

    private void ShouldHoldEachCountOnce()
    {
        _sink.Results.Count.ShouldBe(Records);
        foreach (var key in _sink.Results.GroupBy(result => result.Key))
        {
            key.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, Records / Keys).Select(n => (long)n));
        }
    }
}
