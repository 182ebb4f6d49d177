using System.Collections.Concurrent;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Actors.Messages;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Operators.Streams;

namespace Weir.Spec.Jobs;

/// <summary>Checkpoints whose barriers overtake records.</summary>
public sealed class UnalignedTests
{
    private const int Keys = 50;
    private const string Unaligned = "weir.checkpointing.unaligned.enabled = true";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Aligned_checkpoints_of_a_job_with_a_slow_sink_expire_and_name_it()
    {
        await using JobRun run = JobRun.Begin("weir.checkpointing { interval = 500 ms, timeout = 2 s, tolerable-failures = -1 }");
        var sink = new CollectSink<(long Key, long Count)>();
        JobClient client = await run.SubmitAsync(environment => Define(environment, sink, records: null, new Pace { Delay = TimeSpan.FromMilliseconds(2) }), parallelism: 2);
        string message = await FirstFailure(client, "expired").WaitAsync(Patience);
        client.Cancel();
        await client.Completion.WaitAsync(Patience);

        // The first that is named is the one that works, and is not held back by anybody.
        message.ShouldMatch(@"subtasks have not acknowledged: slow sink -> CollectSink \(\d/2\): (aligning|barrier not arrived)[^;]*\(busy (9\d|100) %, backpressured [0-9] %\)");
    }

    [Fact]
    public async Task Unaligned_checkpoints_of_the_same_job_complete()
    {
        await using JobRun run = JobRun.Begin($"weir.checkpointing {{ interval = 500 ms, timeout = 80 s }}\n{Unaligned}");
        var sink = new CollectSink<(long Key, long Count)>();

        // What waits in the channels takes more than the time-out to be processed.
        JobClient client = await run.SubmitAsync(environment => Define(environment, sink, records: null, new Pace { Delay = TimeSpan.FromMilliseconds(10) }), parallelism: 2);
        var failures = new ConcurrentQueue<string>();
        client.News += news =>
        {
            // The end of the job takes one that is under way with it.
            if (news is JobNews.CheckpointFailed { Reason: not "cancellation" } failed)
            {
                failures.Enqueue($"{failed}");
            }
        };
        await Completed(client, count: 6).WaitAsync(Patience);
        client.Cancel();
        await client.Completion.WaitAsync(Patience);
        failures.ShouldBeEmpty();
        sink.Results.Count.ShouldBeLessThan(20_000);
    }

    [Theory]
    [InlineData(1, "0 s")]
    [InlineData(2, "0 s")]
    [InlineData(3, "30 ms")]
    [InlineData(4, "30 ms")]
    public async Task Crashes_at_seeded_moments_leave_no_trace_in_the_output(int seed, string timeout)
    {
        const int Records = 40_000;
        var random = new Random(seed);
        await using JobRun run = JobRun.Begin($"weir.checkpointing.unaligned {{ enabled = true, aligned-timeout = {timeout} }}");
        var sink = new CollectSink<(long Key, long Count)>();
        JobClient client = await run.SubmitAsync(
            environment => Define(environment, sink, Records, new Pace { RecordsPerDelay = 100, Delay = TimeSpan.FromMilliseconds(10) }), parallelism: 2);
        int crashes = 0;
        client.News += news =>
        {
            if (news is JobNews.CheckpointCompleted && crashes < 6 && random.Next(4) == 0)
            {
                crashes++;
                _ = client.InjectFailureAsync(client.Topology.Subtasks[random.Next(client.Topology.Subtasks.Count)], $"crash {crashes} of seed {seed}");
            }
        };
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, $"seed {seed}: {result.Cause?.Detail}");
        result.Status.Restarts.ShouldBeGreaterThan(0, $"seed {seed}");
        ShouldHoldEachCountOnce(sink.Results, Records);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Restores_what_was_in_flight_at_another_parallelism(int parallelism)
    {
        const int Records = 300_000;
        string folder = Directory.CreateTempSubdirectory("weir-unaligned-").FullName;
        try
        {
            var sink = new CollectSink<(long Key, long Count)>();
            var pace = new Pace { Delay = TimeSpan.FromMilliseconds(2) };
            string configuration = $"weir.checkpointing {{ interval = 300 ms, retention = retain-on-cancellation }}\n{Unaligned}";
            await using (JobRun run = JobRun.Begin(configuration, folder))
            {
                JobClient client = await run.SubmitAsync(environment => Define(environment, sink, Records, pace), parallelism: 2);
                await Completed(client, count: 4).WaitAsync(Patience);
                client.Cancel();
                (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
            }

            sink.Results.Count.ShouldBeLessThan(Records / 2);
            string latest = Latest(folder);
            Directory.EnumerateFiles(latest, "*in-flight*").ShouldNotBeEmpty();
            pace.Hurry();
            await using (JobRun run = JobRun.Begin(configuration, folder))
            {
                JobClient client = await run.SubmitAsync(environment => Define(environment, sink, Records, pace), RestoreFrom.Path(latest), parallelism);
                JobResult result = await client.Completion.WaitAsync(Patience);
                result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
            }

            ShouldHoldEachCountOnce(sink.Results, Records);
        }
        finally
        {
            await TemporaryFolders.DeleteAsync(folder);
        }
    }

    [Fact]
    public async Task A_running_job_goes_on_at_another_parallelism_with_what_is_in_flight()
    {
        const int Records = 100_000;
        await using JobRun run = JobRun.Begin($"weir.task-manager.slots = 8\nweir.checkpointing.interval = 1 h\n{Unaligned}");
        var sink = new CollectSink<(long Key, long Count)>();
        var pace = new Pace { Delay = TimeSpan.FromMilliseconds(10) };
        JobClient client = await run.SubmitAsync(environment => Define(environment, sink, Records, pace), parallelism: 2);
        await ClientSignals.RunsAtAsync(client, 2);

        // There are no other checkpoints than those that are taken for it, so each stays until the next one.
        foreach (int parallelism in (int[])[3, 1, 4])
        {
            Task<JobNews.Rescaled> rescaled = ClientSignals.NewsAsync<JobNews.Rescaled>(client);
            (await client.RescaleAsync(parallelism).WaitAsync(Patience)).Parallelism.ShouldBe(parallelism);
            long from = (await rescaled.WaitAsync(Patience)).CheckpointId.ShouldNotBeNull();
            Directory.EnumerateFiles(Path.Combine(run.Folder, client.JobId, $"chk-{from}"), "*in-flight*").ShouldNotBeEmpty($"checkpoint {from}");
        }

        sink.Results.Count.ShouldBeLessThan(Records / 2);
        pace.Hurry();
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        ShouldHoldEachCountOnce(sink.Results, Records);
    }

    [Fact]
    public async Task Records_whose_subtask_the_user_chooses_come_once_whatever_is_chosen_when_they_come_again()
    {
        const int Records = 12_000;
        string folder = Directory.CreateTempSubdirectory("weir-unaligned-").FullName;
        try
        {
            var sink = new CollectSink<long>();
            var pace = new Pace { Delay = TimeSpan.FromMilliseconds(1) };
            int chosen = 0;
            void Chosen(StreamEnvironment environment) => environment
                .FromSource(new GeneratorSource<long>(Records, n => n, recordsPerSecond: 3_000)).WithUid("numbers")
                .PartitionBy((_, targets) => Interlocked.Increment(ref chosen) % targets)
                .Select(n =>
                {
                    pace.Pass();
                    return n;
                }).WithUid("slow")
                .SinkTo(sink).WithUid("sink");
            string configuration = $"weir.checkpointing {{ interval = 300 ms, retention = retain-on-cancellation }}\n{Unaligned}";
            await using (JobRun run = JobRun.Begin(configuration, folder))
            {
                JobClient client = await run.SubmitAsync(Chosen, parallelism: 2);
                await Completed(client, count: 2).WaitAsync(Patience);
                client.Cancel();
                (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
            }

            pace.Hurry();
            await using (JobRun run = JobRun.Begin(configuration, folder))
            {
                JobClient client = await run.SubmitAsync(Chosen, RestoreFrom.Path(Latest(folder)), parallelism: 3);
                JobResult result = await client.Completion.WaitAsync(Patience);
                result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
            }

            sink.Results.Order().ShouldBe(Enumerable.Range(0, Records).Select(n => (long)n));
        }
        finally
        {
            await TemporaryFolders.DeleteAsync(folder);
        }
    }

    private static string Latest(string folder) => Directory.EnumerateDirectories(folder, "chk-*", SearchOption.AllDirectories)
        .Where(directory => File.Exists(Path.Combine(directory, "_metadata")))
        .MaxBy(directory => long.Parse(Path.GetFileName(directory)["chk-".Length..], System.Globalization.CultureInfo.InvariantCulture))!;

    private static void Define(StreamEnvironment environment, CollectSink<(long Key, long Count)> sink, int? records, Pace pace) => environment
        .FromSource(new GeneratorSource<long>(records, n => n % Keys)).WithUid("numbers")
        .KeyBy(key => key).Count().WithUid("count")
        .Rebalance()
        .Select(counted =>
        {
            pace.Pass();
            return counted;
        }).WithUid("slow").WithName("slow sink")
        .SinkTo(sink).WithUid("sink");

    private static async Task<string> FirstFailure(JobClient client, string reason)
    {
        var failed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is JobNews.CheckpointFailed failure && failure.Reason == reason)
            {
                failed.TrySetResult(failure.Message);
            }
        };
        return await failed.Task;
    }

    private static async Task Completed(JobClient client, int count)
    {
        int completed = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is JobNews.CheckpointCompleted && Interlocked.Increment(ref completed) == count)
            {
                enough.TrySetResult();
            }
        };
        await enough.Task;
    }

    private static void ShouldHoldEachCountOnce(IReadOnlyList<(long Key, long Count)> results, int records)
    {
        results.Count.ShouldBe(records);
        foreach (var key in results.GroupBy(result => result.Key))
        {
            key.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, records / Keys).Select(n => (long)n));
        }
    }

    /// <summary>How slow the sink is, until the test hurries it.</summary>
    private sealed class Pace
    {
        private readonly ManualResetEventSlim _hurry = new();
        private int _passed;

        public required TimeSpan Delay { get; init; }

        public int RecordsPerDelay { get; init; } = 1;

        public void Hurry() => _hurry.Set();

        public void Pass()
        {
            if (Interlocked.Increment(ref _passed) % RecordsPerDelay == 0)
            {
                _hurry.Wait(Delay);
            }
        }
    }
}
