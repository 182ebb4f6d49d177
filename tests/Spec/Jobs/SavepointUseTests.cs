using Weir.Actors.Clients;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Spec.Jobs;

/// <summary>What jobs need of savepoints and checkpoints is deleted by nobody, and what nobody needs is.</summary>
public sealed class SavepointUseTests : IAsyncLifetime
{
    private const string NoCheckpoints = "weir.checkpointing.interval = 1 h";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CollectSink<(long, long)> _sink = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-spec-").FullName;

    private string Savepoints => Path.Combine(_folder, "savepoints");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => TemporaryFolders.DeleteAsync(_folder);

    [Fact]
    public async Task A_savepoint_that_a_job_would_go_back_to_is_claimed_by_no_other()
    {
        await using JobRun run = JobRun.Begin(NoCheckpoints, _folder);
        string path = await StoppedAsync(run);
        JobClient user = await RunningAsync(run, RestoreFrom.Path(path));
        (await RefusalAsync(run, path, isClaimed: true)).ShouldContain($"{user.JobId}) has started from it");
        await user.TriggerCheckpointAsync().WaitAsync(Patience);
        await RunningAsync(run, RestoreFrom.Path(path, isClaimed: true));
    }

    [Fact]
    public async Task From_what_a_job_has_claimed_no_other_starts_and_nobody_disposes_of_it()
    {
        await using JobRun run = JobRun.Begin(NoCheckpoints, _folder);
        string path = await StoppedAsync(run);
        JobClient owner = await RunningAsync(run, RestoreFrom.Path(path, isClaimed: true));
        (await RefusalAsync(run, path, isClaimed: false)).ShouldContain($"{owner.JobId})'s, which has claimed it");
        (await run.Cluster.DisposeSavepointAsync(path + "/").WaitAsync(Patience))!.ShouldContain("has claimed it");
        owner.Cancel();
        await owner.Completion.WaitAsync(Patience);
        Directory.Exists(path).ShouldBeFalse("it was deleted like a checkpoint of the cancelled job");
    }

    [Fact]
    public async Task Claimed_several_times_at_once_it_is_one_job_s()
    {
        await using JobRun run = JobRun.Begin(NoCheckpoints, _folder);
        string path = await StoppedAsync(run);
        Task<JobClient>[] claims = [.. Enumerable.Range(0, 4).Select(_ => run.SubmitAsync(Endless, RestoreFrom.Path(path, isClaimed: true)))];
        await Task.WhenAll(claims).WaitAsync(Patience).ContinueWith(_ => { }, TaskScheduler.Default);
        claims.Count(claim => claim.IsCompletedSuccessfully).ShouldBe(1);
        claims.Where(claim => claim.IsFaulted).ShouldAllBe(claim => claim.Exception!.InnerException is RestoreRefusedException);
    }

    [Fact]
    public async Task What_a_job_has_claimed_is_deleted_also_when_it_goes_on_after_its_process()
    {
        string path;
        await using (JobRun killed = JobRun.Begin("weir.checkpointing { interval = 1 h, num-retained = 2 }", _folder))
        {
            path = await StoppedAsync(killed);
            JobClient owner = await RunningAsync(killed, RestoreFrom.Path(path, isClaimed: true));
            await owner.TriggerCheckpointAsync().WaitAsync(Patience);
            Directory.Exists(path).ShouldBeTrue();
        }

        await using JobRun next = JobRun.Begin("weir.checkpointing { interval = 1 h, num-retained = 2 }", _folder);
        JobClient goneOn = await RunningAsync(next, RestoreFrom.Latest);
        await CheckpointsAsync(goneOn);
        goneOn.Cancel();
        await goneOn.Completion.WaitAsync(Patience);
        Directory.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_job_does_not_go_back_to_a_checkpoint_that_another_has_claimed_since()
    {
        await using JobRun run = JobRun.Begin("weir.checkpointing { interval = 1 h, retention = retain-on-cancellation }", _folder);
        JobClient owner = await RunningAsync(run, RestoreFrom.Nothing);
        long id = await owner.TriggerCheckpointAsync().WaitAsync(Patience);
        owner.Cancel();
        await owner.Completion.WaitAsync(Patience);
        var claim = new JobSubmission { Job = new OtherJob(Endless), JobName = "other", RestoreFrom = RestoreFrom.Path(Path.Combine(_folder, owner.JobId, $"chk-{id}"), isClaimed: true) };
        JobClient other = await RunningAsync(await run.Cluster.SubmitAsync(claim));
        (await Should.ThrowAsync<RestoreRefusedException>(run.SubmitAsync(Endless, RestoreFrom.Latest).WaitAsync(Patience))).Message.ShouldContain($"{other.JobId}) has claimed");
        other.Cancel();
        await other.Completion.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_checkpoint_of_a_job_that_runs_is_not_claimed()
    {
        await using JobRun run = JobRun.Begin(NoCheckpoints, _folder);
        JobClient owner = await RunningAsync(run, RestoreFrom.Nothing);
        long id = await owner.TriggerCheckpointAsync().WaitAsync(Patience);
        string checkpoint = Path.Combine(_folder, owner.JobId, $"chk-{id}");
        (await RefusalAsync(run, checkpoint, isClaimed: true)).ShouldContain("is not over");
        await RunningAsync(run, RestoreFrom.Path(checkpoint));
        Directory.Exists(checkpoint).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_checkpoint_from_which_another_job_has_started_stays_until_that_has_one_of_its_own(bool hasOne)
    {
        await using JobRun run = JobRun.Begin(NoCheckpoints, _folder);
        JobClient owner = await RunningAsync(run, RestoreFrom.Nothing);
        long id = await owner.TriggerCheckpointAsync().WaitAsync(Patience);
        string checkpoint = Path.Combine(_folder, owner.JobId, $"chk-{id}");
        JobClient user = await RunningAsync(run, RestoreFrom.Path(checkpoint));
        if (hasOne)
        {
            await user.TriggerCheckpointAsync().WaitAsync(Patience);
        }

        long next = await owner.TriggerCheckpointAsync().WaitAsync(Patience);
        owner.Cancel();
        await owner.Completion.WaitAsync(Patience);
        Directory.Exists(checkpoint).ShouldBe(!hasOne);
        Directory.Exists(Path.Combine(_folder, owner.JobId, $"chk-{next}")).ShouldBeFalse("nobody has started from that");
        user.Cancel();
        await user.Completion.WaitAsync(Patience);
    }

    [Fact]
    public async Task An_automatic_savepoint_that_another_job_would_go_back_to_outlives_its_number()
    {
        await using JobRun run = JobRun.Begin(
            $$"""weir.checkpointing { interval = 1 h, savepoint { dir = "{{Savepoints}}", every = 1 s, keep = 3 } }""", _folder);
        var automatic = new List<string>();
        var first = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var many = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JobClient client = await run.SubmitAsync(Endless);
        client.News += news =>
        {
            if (news is JobNews.SavepointCompleted savepoint)
            {
                automatic.Add(savepoint.Path);
                first.TrySetResult(savepoint.Path);
                if (automatic.Count >= 6)
                {
                    many.TrySetResult();
                }
            }
        };
        string path = await first.Task.WaitAsync(Patience);
        JobClient user = await run.SubmitAsync(Endless, RestoreFrom.Path(path));
        await many.Task.WaitAsync(Patience);
        client.Cancel();
        await client.Completion.WaitAsync(Patience);
        Directory.Exists(path).ShouldBeTrue();
        automatic.Where(Directory.Exists).Count().ShouldBe(4, "the newest three, and the one that is needed");
        user.Cancel();
        await user.Completion.WaitAsync(Patience);
    }

    [Theory]
    [InlineData("delete-on-cancellation", false, true)]
    [InlineData("retain-on-cancellation", true, true)]
    [InlineData("no-externalized", false, false)]
    public async Task Checkpoints_of_a_job_that_is_cancelled_or_fails_stay_as_the_retention_says(string retention, bool whenCancelled, bool whenFailed)
    {
        await using JobRun run = JobRun.Begin(
            $"weir.checkpointing {{ interval = 1 h, retention = {retention}, num-retained = 2, restart.strategy = none }}", _folder);
        JobClient cancelled = await RunningAsync(run, RestoreFrom.Nothing);
        await CheckpointsAsync(cancelled);
        cancelled.Cancel();
        (await cancelled.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
        Left(cancelled).ShouldBe(whenCancelled ? 2 : 0);

        bool fails = false;
        JobClient failed = await RunningAsync(await run.SubmitAsync(environment => environment
            .FromSource(new GeneratorSource<long>(null, n => Volatile.Read(ref fails) ? throw new InvalidOperationException("broken") : n % 50, recordsPerSecond: 500))
            .KeyBy(key => key).Count().SinkTo(_sink)));
        await CheckpointsAsync(failed);
        Volatile.Write(ref fails, true);
        (await failed.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Failed);
        Left(failed).ShouldBe(whenFailed ? 2 : 0);
    }

    private sealed class OtherJob(Action<StreamEnvironment> define) : IStreamJob
    {
        public void Define(StreamEnvironment environment) => define(environment);
    }

    private static async Task CheckpointsAsync(JobClient client)
    {
        for (int n = 0; n < 3; n++)
        {
            await client.TriggerCheckpointAsync().WaitAsync(Patience);
        }
    }

    private int Left(JobClient client) => Directory.GetDirectories(Path.Combine(_folder, client.JobId), "chk-*").Length;

    private void Endless(StreamEnvironment environment) => environment
        .FromSource(new GeneratorSource<long>(null, n => n % 50, recordsPerSecond: 500)).WithUid("numbers")
        .KeyBy(key => key).Count().WithUid("count").SinkTo(_sink).WithUid("sink");

    private async Task<string> RefusalAsync(JobRun run, string path, bool isClaimed) =>
        (await Should.ThrowAsync<RestoreRefusedException>(run.SubmitAsync(Endless, RestoreFrom.Path(path, isClaimed)).WaitAsync(Patience))).Message;

    /// <returns>The savepoint of a job that was stopped with it.</returns>
    private async Task<string> StoppedAsync(JobRun run)
    {
        JobClient client = await RunningAsync(run, RestoreFrom.Nothing);
        string path = await client.TriggerSavepointAsync(new TriggerSavepoint("", Savepoints, Stop: StopMode.Suspend)).WaitAsync(Patience);
        await client.Completion.WaitAsync(Patience);
        return path;
    }

    private async Task<JobClient> RunningAsync(JobRun run, RestoreFrom from) => await RunningAsync(await run.SubmitAsync(Endless, from));

    /// <summary>A job that has come so far that a checkpoint can be taken.</summary>
    private static async Task<JobClient> RunningAsync(JobClient client)
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StatusChanged += Look;
        Look();
        await running.Task.WaitAsync(Patience);
        return client;

        void Look()
        {
            JobStatus status = client.Status;
            if (status.State == JobState.Running && status.SubtasksRunning == status.Subtasks && status.RecordsRead > 0)
            {
                running.TrySetResult();
            }
        }
    }
}
