using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Streams.Dsl;
using Weir.Actors.Clients;
using Weir.Actors.Connectors;
using Weir.Actors.Jobs;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.Spec.Jobs;

namespace Weir.Spec.Connectors;

public sealed class ActorConnectorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Records_that_were_accepted_are_counted_and_the_end_of_input_ends_the_job()
    {
        await using JobRun run = JobRun.Begin();
        var opened = new TaskCompletionSource<InputOpened>();
        IActorRef sender = run.Cluster.System.ActorOf(Props.Create(() => new Announced(opened)));
        var sink = new CollectSink<string>();
        JobClient client = await run.SubmitAsync(environment => environment.FromActor<string>(sender, name: "words").SinkTo(sink), parallelism: 2);
        InputOpened input = await opened.Task.WaitAsync(Patience);
        input.Name.ShouldBe("words");
        for (int i = 0; i < 100; i++)
        {
            await input.Input.Ask<InputAccepted>($"word {i}", Patience);
        }

        input.Input.Tell(EndOfInput.Instance);
        (await input.Input.Ask<InputRejected>("too late", Patience)).Reason.ShouldContain("ended");
        await client.ShouldFinishAsync();
        sink.Results.ShouldBe(Enumerable.Range(0, 100).Select(i => $"word {i}"));
    }

    [Fact]
    public async Task A_job_that_is_held_back_holds_back_those_who_wait_and_rejects_the_rest()
    {
        await using JobRun run = JobRun.Begin();
        var opened = new TaskCompletionSource<InputOpened>();
        IActorRef sender = run.Cluster.System.ActorOf(Props.Create(() => new Announced(opened)));
        var mayGoOn = new TaskCompletionSource();
        JobClient client = await run.SubmitAsync(
            environment => environment
                .FromActor<int>(sender, new ActorInputOptions { Capacity = 10 })
                .SinkThroughStream(_ => Flow.Create<int>().SelectAsync(1, async n =>
                {
                    await mayGoOn.Task;
                    return n;
                })),
            parallelism: 1);
        InputOpened input = await opened.Task.WaitAsync(Patience);

        // The sink takes about a thousand, then ten are held and ten wait.
        Task<object>[] answers = [.. Enumerable.Range(0, 5_000).Select(n => input.Input.Ask<object>(n, Patience))];
        Task<object> rejected = await Task.WhenAny(answers.Select(async answer => await answer is InputRejected ? await answer : await new TaskCompletionSource<object>().Task)).WaitAsync(Patience);
        (await rejected).ShouldBeOfType<InputRejected>().Reason.ShouldContain("10 records wait");
        mayGoOn.SetResult();
        object[] all = await Task.WhenAll(answers).WaitAsync(Patience);
        all.Count(answer => answer is InputAccepted).ShouldBeGreaterThan(10);
        client.Cancel();
        await client.Completion.WaitAsync(Patience);
    }

    [Fact]
    public async Task An_actor_gets_every_record_at_least_once_and_in_order()
    {
        await using JobRun run = JobRun.Begin();
        var seen = new ConcurrentQueue<long>();
        IActorRef receiver = run.Cluster.System.ActorOf(Props.Create(() => new Receiver(seen)));
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(5_000, n => n)).SinkToActor(_ => receiver), parallelism: 1);
        await client.ShouldFinishAsync();
        seen.ShouldBe(Enumerable.Range(0, 5_000).Select(n => (long)n));
    }

    [Fact]
    public async Task An_actor_that_does_not_confirm_fails_the_job()
    {
        await using JobRun run = JobRun.Begin("weir.checkpointing.restart.strategy = none");
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(10, n => n)).SinkToActor(
                context => context.System.DeadLetters, new ActorOutputOptions { ConfirmationTimeout = TimeSpan.FromMilliseconds(50) }),
            parallelism: 1);
        JobResult result = await client.Completion.WaitAsync(Patience);
        result.Outcome.ShouldBe(JobOutcome.Failed);
        result.Cause!.Message.ShouldContain("has not confirmed");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Committed_records_are_exactly_once_for_a_receiver_that_minds_their_numbers(int seed)
    {
        const int Records = 30_000;
        var random = new Random(seed);
        await using JobRun run = JobRun.Begin();
        var seen = new ConcurrentQueue<long>();
        IActorRef receiver = run.Cluster.System.ActorOf(Props.Create(() => new OnceReceiver(seen)));
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(Records, n => n, recordsPerSecond: 30_000)).SinkToActorWhenCommitted(_ => receiver),
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
        seen.Order().ShouldBe(Enumerable.Range(0, Records).Select(n => (long)n), $"seed {seed}");
    }

    [Fact]
    public async Task Plain_tells_reach_an_actor()
    {
        await using JobRun run = JobRun.Begin();
        var seen = new ConcurrentQueue<long>();
        var all = new SignalledCounter();
        IActorRef receiver = run.Cluster.System.ActorOf(Props.Create(() => new PlainReceiver(seen, all)));
        JobClient client = await run.SubmitAsync(
            environment => environment.FromSource(new GeneratorSource<long>(1_000, n => n)).TellTo(_ => receiver), parallelism: 1);
        await client.ShouldFinishAsync();
        await all.WhenAsync(1_000).WaitAsync(Patience);
        seen.ShouldBe(Enumerable.Range(0, 1_000).Select(n => (long)n));
    }

    private sealed class Announced : ReceiveActor
    {
        public Announced(TaskCompletionSource<InputOpened> opened) => Receive<InputOpened>(opened.SetResult);
    }

    private sealed class Receiver : ReceiveActor
    {
        public Receiver(ConcurrentQueue<long> seen) => Receive<OutputRecords<long>>(output =>
        {
            foreach (long record in output.Records)
            {
                seen.Enqueue(record);
            }

            Sender.Tell(OutputReceived.Instance);
        });
    }

    private sealed class OnceReceiver : ReceiveActor
    {
        private readonly Dictionary<int, long> _highest = [];

        public OnceReceiver(ConcurrentQueue<long> seen) => Receive<CommittedRecords<long>>(output =>
        {
            if (output.Number > _highest.GetValueOrDefault(output.Part, -1))
            {
                _highest[output.Part] = output.Number;
                foreach (long record in output.Records)
                {
                    seen.Enqueue(record);
                }
            }

            Sender.Tell(OutputReceived.Instance);
        });
    }

    private sealed class PlainReceiver : ReceiveActor
    {
        public PlainReceiver(ConcurrentQueue<long> seen, SignalledCounter counter) => Receive<long>(record =>
        {
            seen.Enqueue(record);
            counter.Increment();
        });
    }
}
