using Weir.Actors.Clients;
using Weir.Actors.Coordination;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Spec.Jobs;

/// <summary>Savepoints of running jobs, jobs that start from them, and stopping.</summary>
public sealed class SavepointTests : IDisposable
{
    private const int Keys = 50;
    private const int Records = 30_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CollectSink<(long Key, long Count)> _sink = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-spec-").FullName;

    private string Savepoints => Path.Combine(_folder, "savepoints");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

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

    private void ShouldHoldEachCountOnce()
    {
        _sink.Results.Count.ShouldBe(Records);
        foreach (var key in _sink.Results.GroupBy(result => result.Key))
        {
            key.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, Records / Keys).Select(n => (long)n));
        }
    }
}
