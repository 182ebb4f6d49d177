using System.Collections.Concurrent;
using Akka.Streams.Dsl;
using Weir.Actors.Clients;
using Weir.Actors.Connectors;
using Weir.Actors.Jobs;
using Weir.Operators.Sources;
using Weir.Spec.Jobs;

namespace Weir.Spec.Connectors;

public sealed class StreamOutputTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_job_ends_when_its_sink_has_taken_everything()
    {
        await using JobRun run = JobRun.Begin();
        var seen = new ConcurrentQueue<long>();
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(5_000, n => n)).SinkToStream(Sink.ForEach<long>(seen.Enqueue)),
            parallelism: 1);
        await client.ShouldFinishAsync();
        seen.ShouldBe(Enumerable.Range(0, 5_000).Select(n => (long)n));
    }

    [Fact]
    public async Task A_flow_sees_every_record_at_least_once_through_crashes()
    {
        const int Records = 20_000;
        await using JobRun run = JobRun.Begin();
        var seen = new ConcurrentDictionary<long, int>();
        JobClient client = await run.SubmitAsync(
            environment => environment
                .FromSource(new GeneratorSource<long>(Records, n => n, recordsPerSecond: 20_000))
                .SinkThroughStream(_ => Flow.Create<long>().SelectAsync(4, async n =>
                {
                    await Task.Yield();
                    seen.AddOrUpdate(n, 1, (_, count) => count + 1);
                    return n;
                })),
            parallelism: 2);
        int crashes = 0;
        client.News += news =>
        {
            if (news is JobNews.CheckpointCompleted { CheckpointId: var id } && crashes < 3 && id % 5 == 0)
            {
                _ = client.InjectFailureAsync(client.Topology.Subtasks[crashes++ % client.Topology.Subtasks.Count], "crash");
            }
        };
        JobResult result = await client.ShouldFinishAsync();
        result.Status.Restarts.ShouldBeGreaterThan(0);
        seen.Keys.Order().ShouldBe(Enumerable.Range(0, Records).Select(n => (long)n));
    }

    [Fact]
    public async Task A_stream_that_fails_restarts_the_job_and_gets_the_records_again()
    {
        await using JobRun run = JobRun.Begin();
        var seen = new ConcurrentDictionary<long, int>();
        int failures = 0;
        JobClient client = await run.SubmitAsync(
            environment => environment
                .FromSource(new GeneratorSource<long>(2_000, n => n))
                .SinkThroughStream(_ => Flow.Create<long>().Select(n =>
                    n == 777 && Interlocked.Increment(ref failures) == 1 ? throw new InvalidOperationException("777") : seen.AddOrUpdate(n, 1, (_, count) => count + 1)))
                .WithName("picky stream"),
            parallelism: 1);
        var failed = new TaskCompletionSource<FailureCause>();
        client.News += news =>
        {
            if (news is JobNews.Failed failure)
            {
                failed.TrySetResult(failure.Failure.Cause);
            }
        };
        JobResult result = await client.ShouldFinishAsync();
        result.Status.Restarts.ShouldBe(1);
        FailureCause cause = await failed.Task.WaitAsync(Patience);
        cause.Message.ShouldContain("picky stream");
        cause.Message.ShouldContain("777");
        seen.Keys.Order().ShouldBe(Enumerable.Range(0, 2_000).Select(n => (long)n));
    }

    [Fact]
    public async Task A_sink_that_ends_before_the_job_fails_it()
    {
        await using JobRun run = JobRun.Begin("weir.checkpointing.restart.strategy = none");
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(null, n => n)).SinkToStream(Sink.First<long>()), parallelism: 1);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Failed);
        result.Cause!.Message.ShouldContain("has ended although the job goes on");
    }

    [Fact]
    public async Task A_sink_that_fails_fails_the_job_with_its_own_words()
    {
        await using JobRun run = JobRun.Begin("weir.checkpointing.restart.strategy = none");
        JobClient client = await run.SubmitAsync(
            environment => environment
                .FromSource(new GeneratorSource<long>(null, n => n))
                .SinkToStream(Sink.ForEach<long>(n => _ = n == 99 ? throw new InvalidOperationException("no ninety-nine") : n)),
            parallelism: 1);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Failed);
        result.Cause!.Message.ShouldContain("no ninety-nine");
    }

    [Fact]
    public async Task A_flow_that_drops_records_fails_the_job()
    {
        await using JobRun run = JobRun.Begin("weir.checkpointing.restart.strategy = none");
        JobClient client = await run.SubmitAsync(
            environment => environment
                .FromSource(new GeneratorSource<long>(100, n => n))
                .SinkThroughStream(_ => Flow.Create<long>().Where(n => n % 2 == 0)),
            parallelism: 1);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Failed);
        result.Cause!.Message.ShouldContain("it ended and had emitted 50 for 100");
    }
}
