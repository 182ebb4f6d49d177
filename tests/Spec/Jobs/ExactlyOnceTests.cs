using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;

namespace Weir.Spec.Jobs;

public sealed class ExactlyOnceTests
{
    private const int Keys = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_bounded_job_counts_every_record_once(int parallelism)
    {
        await using JobRun run = JobRun.Begin();
        var sink = new CollectSink<(long Key, long Count)>();
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(20_000, n => n % Keys)).KeyBy(key => key).Count().SinkTo(sink),
            parallelism: parallelism);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Finished, result.Cause?.Detail);
        ShouldHoldEachCountOnce(sink.Results, 20_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Crashes_at_seeded_moments_leave_no_trace_in_the_output(int seed)
    {
        const int Records = 60_000;
        var random = new Random(seed);
        await using JobRun run = JobRun.Begin();
        var sink = new CollectSink<(long Key, long Count)>();
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(Records, n => n % Keys, recordsPerSecond: 40_000)).KeyBy(key => key).Count().SinkTo(sink),
            parallelism: 2);
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

    [Fact]
    public async Task A_function_that_throws_restarts_the_job_and_at_last_fails_it_with_its_place_and_its_stack()
    {
        await using JobRun run = JobRun.Begin("weir.checkpointing.restart { strategy = fixed-delay, fixed-delay { attempts = 2, delay = 1 ms } }");
        JobClient client = await run.SubmitAsync(environment => environment
            .FromSource(new GeneratorSource<long>(1_000, n => n))
            .Select(n => n == 777 ? throw new InvalidOperationException("seven hundred and seventy-seven") : n).WithName("picky")
            .SinkTo(new CollectSink<long>()));
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Failed);
        result.Status.Restarts.ShouldBe(2);
        result.Cause!.Message.ShouldContain("picky");
        result.Cause.Message.ShouldContain("seven hundred and seventy-seven");
        result.Cause.Detail!.ShouldContain(nameof(A_function_that_throws_restarts_the_job_and_at_last_fails_it_with_its_place_and_its_stack));
    }

    [Fact]
    public async Task A_cancelled_job_stops_and_its_sink_shows_only_what_was_committed()
    {
        await using JobRun run = JobRun.Begin();
        var sink = new CollectSink<(long Key, long Count)>();
        JobClient client = await run.SubmitAsync(environment => environment
            .FromSource(new GeneratorSource<long>(null, n => n % Keys, recordsPerSecond: 10_000)).KeyBy(key => key).Count().SinkTo(sink));
        var running = new TaskCompletionSource();
        client.News += news =>
        {
            if (news is JobNews.CheckpointCompleted)
            {
                running.TrySetResult();
            }
        };
        await running.Task.WaitAsync(Patience);
        long id = await client.TriggerCheckpointAsync().WaitAsync(Patience);
        id.ShouldBeGreaterThan(0);
        client.Cancel();
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Cancelled);
        Directory.EnumerateDirectories(run.Folder, "chk-*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private static void ShouldHoldEachCountOnce(IReadOnlyList<(long Key, long Count)> results, int records)
    {
        results.Count.ShouldBe(records);
        foreach (var key in results.GroupBy(result => result.Key))
        {
            key.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, records / Keys).Select(n => (long)n));
        }
    }
}
