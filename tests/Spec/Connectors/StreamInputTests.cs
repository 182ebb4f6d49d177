using Akka;
using Akka.Streams.Dsl;
using Weir.Actors.Clients;
using Weir.Actors.Connectors;
using Weir.Actors.Jobs;
using Weir.Operators.Sinks;
using Weir.Spec.Jobs;

namespace Weir.Spec.Connectors;

public sealed class StreamInputTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_stream_that_completes_is_read_whole_and_in_order_and_ends_the_job()
    {
        await using JobRun run = JobRun.Begin();
        var sink = new CollectSink<int>();
        JobClient client = await run.SubmitAsync(
            environment => environment.FromStream(Source.From(Enumerable.Range(0, 20_000))).SinkTo(sink), parallelism: 1);
        await client.ShouldFinishAsync();
        sink.Results.ShouldBe(Enumerable.Range(0, 20_000));
    }

    [Fact]
    public async Task One_stream_feeds_one_of_several_subtasks()
    {
        await using JobRun run = JobRun.Begin();
        var sink = new CollectSink<int>();
        JobClient client = await run.SubmitAsync(
            environment => environment.FromStream(Source.From(Enumerable.Range(0, 1_000))).SinkTo(sink), parallelism: 3);
        await client.ShouldFinishAsync();
        sink.Results.Order().ShouldBe(Enumerable.Range(0, 1_000));
    }

    [Fact]
    public async Task Each_part_is_a_stream_of_its_own()
    {
        await using JobRun run = JobRun.Begin();
        var sink = new CollectSink<int>();
        JobClient client = await run.SubmitAsync(
            environment => environment
                .FromStream(context => Source.From(Enumerable.Range(0, 999).Where(n => n % context.Parts == context.Part)))
                .SinkTo(sink),
            parallelism: 3);
        await client.ShouldFinishAsync();
        sink.Results.Order().ShouldBe(Enumerable.Range(0, 999));
    }

    [Fact]
    public async Task What_a_stream_yields_can_be_used_and_its_failure_is_the_jobs()
    {
        await using JobRun run = JobRun.Begin("weir.checkpointing.restart.strategy = none");
        var sink = new CollectSink<string>();
        var queue = new TaskCompletionSource<TaskCompletionSource<string>>();
        JobClient client = await run.SubmitAsync(environment => environment
            .FromStream(Source.Maybe<string>(), (_, maybe) => queue.SetResult(maybe), "maybe")
            .SinkTo(sink));
        (await queue.Task.WaitAsync(Patience)).SetException(new InvalidOperationException("the wire was cut"));
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Failed);
        result.Cause!.Message.ShouldContain("maybe");
        result.Cause.Message.ShouldContain("the wire was cut");
    }

    [Fact]
    public async Task A_stream_is_cancelled_with_its_job()
    {
        await using JobRun run = JobRun.Begin();
        var ended = new TaskCompletionSource<Task<Done>>();
        JobClient client = await run.SubmitAsync(environment => environment
            .FromStream(Source.Repeat(1).WatchTermination((_, end) => end), (_, end) => ended.SetResult(end))
            .SinkTo(new CollectSink<int>()));
        Task<Done> end = await ended.Task.WaitAsync(Patience);
        client.Cancel();
        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
        await end.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_stream_that_can_go_on_behind_an_offset_is_read_exactly_once_through_crashes(int seed)
    {
        const int Records = 30_000;
        var random = new Random(seed);
        await using JobRun run = JobRun.Begin();
        var sink = new CollectSink<int>();
        JobClient client = await run.SubmitAsync(
            environment => environment
                .FromReplayableStream<int, int, NotUsed>((context, from) =>
                {
                    int next = from.IsStart ? context.Part : from.Last + context.Parts;
                    return Source.Unfold(next, n => n < Records ? Akka.Util.Option<(int, int)>.Create((n + context.Parts, n)) : Akka.Util.Option<(int, int)>.None)
                        .Select(n => (n, n))
                        .Throttle(400, TimeSpan.FromMilliseconds(10), 400, Akka.Streams.ThrottleMode.Shaping);
                })
                .SinkTo(sink),
            parallelism: 2);
        int crashes = 0;
        client.News += news =>
        {
            if (news is JobNews.CheckpointCompleted && crashes < 3 && random.Next(3) == 0)
            {
                crashes++;
                _ = client.InjectFailureAsync(client.Topology.Subtasks[random.Next(client.Topology.Subtasks.Count)], $"crash {crashes} of seed {seed}");
            }
        };
        JobResult result = await client.ShouldFinishAsync();
        result.Status.Restarts.ShouldBeGreaterThan(0, $"seed {seed}");
        sink.Results.Order().ShouldBe(Enumerable.Range(0, Records), $"seed {seed}");
    }

    [Fact]
    public async Task A_job_that_is_held_back_holds_its_stream_back()
    {
        await using JobRun run = JobRun.Begin();
        var mayGoOn = new TaskCompletionSource();
        var read = new SignalledCounter();
        JobClient client = await run.SubmitAsync(
            environment => environment
                .FromStream(Source.Repeat(1).Select(one => one + read.Increment() - read.Count))
                .SinkThroughStream<int, int, NotUsed>(_ => Flow.Create<int>().SelectAsync(1, async one =>
                {
                    await mayGoOn.Task;
                    return one;
                })),
            parallelism: 1);

        // The sink holds 1,000, the handover 1,024, a batch or two are on the way.
        await read.WhenAsync(2_000).WaitAsync(Patience);
        await client.TriggerCheckpointAsync().WaitAsync(Patience);
        await client.TriggerCheckpointAsync().WaitAsync(Patience);
        read.Count.ShouldBeLessThan(8_000);

        mayGoOn.SetResult();
        await read.WhenAsync(20_000).WaitAsync(Patience);
        client.Cancel();
        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
    }
}
