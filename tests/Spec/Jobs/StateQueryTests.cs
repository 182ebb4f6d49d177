using Akka.Actor;
using Weir.Actors.Clients;
using Weir.Actors.Jobs;
using Weir.Operators.Functions;
using Weir.Operators.Sinks;
using Weir.Operators.Sources;
using Weir.State;
using Weir.Testing.Connectors;

namespace Weir.Spec.Jobs;

/// <summary>A running job's state, looked up by key: live, and in its latest checkpoint.</summary>
public sealed class StateQueryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Backends => RocksDbFactAttribute.SkipReason is null ? ["heap", "rocksdb"] : ["heap"];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Each_kind_of_state_is_found_by_key_in_both_places(string backend)
    {
        await using JobRun run = JobRun.Begin($"weir.task-manager.slots = 4\nweir.state.backend = {backend}");
        JobClient client = await StartAsync(run);
        foreach (StateSource from in Enum.GetValues<StateSource>())
        {
            (await FoundAsync(client, from, "last", "\"b\"")).ShouldNotBeNull();
            (await FoundAsync(client, from, "seen", "\"b\"")).ShouldStartWith("[");
            (await FoundAsync(client, from, "by-parity", "\"b\"")).ShouldStartWith("{\"");
            long.Parse((await FoundAsync(client, from, "sum", "\"b\""))!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
            (await FoundAsync(client, from, "mean", "\"b\"")).ShouldStartWith("{\"Item1\":");
            StateAnswer absent = await client.QueryAsync(Query("last", "\"nobody\"") with { From = from });
            (absent.Value, absent.CheckpointId is null).ShouldBe((null, from == StateSource.Live));
        }

        await EndAsync(client);
    }

    [Fact]
    public async Task What_is_no_question_about_it_is_refused_and_the_job_runs_on()
    {
        await using JobRun run = JobRun.Begin("weir.task-manager.slots = 4");
        JobClient client = await StartAsync(run);
        foreach (StateSource from in Enum.GetValues<StateSource>())
        {
            (await WrongAsync(Query("nothing", "\"a\""))).ShouldContain("no state 'nothing'");
            (await WrongAsync(Query("last", "true"))).ShouldContain("is no text");
            (await WrongAsync(Query("last", "a"))).ShouldContain("is no JSON");
            (await WrongAsync(Query("last", "\"a\"") with { Operator = "nobody" })).ShouldContain("operator 'nobody'");

            async Task<string> WrongAsync(QueryState query) => (await Should.ThrowAsync<ArgumentException>(() => client.QueryAsync(query with { From = from }))).Message;
        }

        client.Status.Restarts.ShouldBe(0);
        await EndAsync(client);
        foreach (StateSource from in Enum.GetValues<StateSource>())
        {
            (await Should.ThrowAsync<InvalidOperationException>(() => client.QueryAsync(Query("last", "\"a\"") with { From = from }))).Message.ShouldContain("ended");
        }
    }

    [Fact]
    public async Task While_its_subtask_is_to_be_started_again_a_key_is_not_to_be_had()
    {
        await using JobRun run = JobRun.Begin("weir.task-manager.slots = 4\nweir.checkpointing.restart.fixed-delay.delay = 1 h");
        JobClient client = await StartAsync(run);
        Task restarting = RestartingAsync(client);
        await client.InjectFailureAsync(new SubtaskId(1, 0), "so that it is to be started again");
        await restarting.WaitAsync(Patience);
        (await Should.ThrowAsync<InvalidOperationException>(() => client.QueryAsync(Query("last", "\"b\"")))).Message.ShouldContain("does not run");
        await EndAsync(client);
    }

    [RocksDbFact]
    public async Task A_change_in_place_that_cannot_be_written_when_a_key_is_looked_up_fails_the_subtask()
    {
        await using JobRun run = JobRun.Begin("weir.state.backend = rocksdb\nweir.checkpointing.interval = 1 h\nweir.checkpointing.restart.fixed-delay.delay = 1 h");
        var source = new ScriptedSource<string>();
        var processed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JobClient client = await run.SubmitAsync(environment => environment
            .FromSource(source).KeyBy(word => word).Process(() => new Unwritten(processed)).WithUid("all").SinkTo(new CollectSink<string>()));
        Task restarting = RestartingAsync(client);
        source.Add("a");
        await processed.Task.WaitAsync(Patience);
        restarting.IsCompleted.ShouldBeFalse();
        await Should.ThrowAsync<InvalidOperationException>(() => client.QueryAsync(Query("unwritten", "\"a\"")));
        await restarting.WaitAsync(Patience);
        await EndAsync(client);
    }

    [Fact]
    public async Task Who_asks_again_and_again_is_answered_as_if_asking_once()
    {
        const int Times = 50;
        await using JobRun run = JobRun.Begin("weir.task-manager.slots = 4");
        JobClient client = await StartAsync(run);
        IActorRef leader = await run.Cluster.System.ActorSelection("/user/weir/job-manager/leader-1").ResolveOne(Patience);
        foreach (StateSource from in Enum.GetValues<StateSource>())
        {
            var answer = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
            QueryState query = Query("sum", "\"b\"") with { JobId = client.JobId, From = from };
            run.Cluster.System.ActorOf(Props.Create(() => new Asker(leader, query, Times, answer)));
            object first = await answer.Task.WaitAsync(Patience);
            first.ShouldBeOfType<StateAnswer>($"{first}");
        }

        await EndAsync(client);
    }

    private static Task RestartingAsync(JobClient client)
    {
        var restarting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.News += news =>
        {
            if (news is JobNews.StateChanged { To: JobState.Restarting })
            {
                restarting.TrySetResult();
            }
        };
        return restarting.Task;
    }

    private static QueryState Query(string state, string key) => new("", "all", state, key);

    /// <summary>When it has got there: the first records may not have come yet.</summary>
    private static async Task<string?> FoundAsync(JobClient client, StateSource from, string state, string key)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Action heard = () => next.TrySetResult();
            client.StatusChanged += heard;
            try
            {
                StateAnswer answer = await client.QueryAsync(Query(state, key) with { From = from }, limit.Token);
                answer.From.ShouldBe(from);
                if (answer.Value is { } value)
                {
                    (answer.CheckpointId is null).ShouldBe(from == StateSource.Live);
                    return value;
                }
            }
            catch (InvalidOperationException) when (!client.Completion.IsCompleted)
            {
                // Not yet; or the checkpoint has gone for a newer one.
            }

            await next.Task.WaitAsync(limit.Token);
            client.StatusChanged -= heard;
        }
    }

    private static async Task<JobClient> StartAsync(JobRun run)
    {
        var sink = new CollectSink<long>();
        JobClient client = await run.SubmitAsync(
            environment => environment
                .FromSource(new GeneratorSource<long>(null, n => n % 100, recordsPerSecond: 500)).WithUid("numbers")
                .KeyBy(n => n % 2 == 0 ? "a" : "b")
                .Process(() => new All()).WithUid("all")
                .SinkTo(sink).WithUid("sink"),
            parallelism: 2);
        await FoundAsync(client, StateSource.Live, "sum", "\"b\"");
        await FoundAsync(client, StateSource.Checkpoint, "sum", "\"b\"");
        return client;
    }

    private static async Task EndAsync(JobClient client)
    {
        client.Cancel();
        (await client.Completion.WaitAsync(Patience)).Outcome.ShouldBe(JobOutcome.Cancelled);
    }

    /// <summary>Each kind of state.</summary>
    private sealed class All : KeyedProcessFunction<string, long, long>
    {
        private const int Kept = 3;
        private IValueState<long> _last = null!;
        private IListState<long> _seen = null!;
        private IMapState<string, long> _byParity = null!;
        private IReducingState<long> _sum = null!;
        private IAggregatingState<long, double> _mean = null!;

        public override void Open(RuntimeContext context)
        {
            _last = context.State(new ValueStateDescriptor<long>("last"));
            _seen = context.State(new ListStateDescriptor<long>("seen"));
            _byParity = context.State(new MapStateDescriptor<string, long>("by-parity"));
            _sum = context.State(new ReducingStateDescriptor<long>("sum", (left, right) => left + right));
            _mean = context.State(new AggregatingStateDescriptor<long, (long Sum, long Count), double>(
                "mean", () => (0, 0), (so, input) => (so.Sum + input, so.Count + 1), so => (double)so.Sum / so.Count));
        }

        public override void Process(long record, KeyedContext<string> context, Collector<long> output)
        {
            _last.Value = record;
            _seen.Update([.. _seen.TakeLast(Kept - 1), record]);
            _byParity[record % 2 == 0 ? "even" : "odd"] = record;
            _sum.Add(record);
            _mean.Add(record);
            output.Add(record);
        }
    }

    /// <summary>Asks many times, and takes the first answer.</summary>
    private sealed class Asker : ReceiveActor
    {
        public Asker(IActorRef leader, QueryState query, int times, TaskCompletionSource<object> answer)
        {
            for (int i = 0; i < times; i++)
            {
                leader.Tell(query, Self);
            }

            ReceiveAny(first => answer.TrySetResult(first));
        }
    }

    internal class Figure
    {
        public long Number { get; set; }
    }

    internal sealed class LargerFigure : Figure
    {
        public long More { get; set; }
    }

    /// <summary>Keeps what cannot be written: it is of another class than is declared.</summary>
    private sealed class Unwritten(TaskCompletionSource processed) : KeyedProcessFunction<string, string, string>
    {
        private IValueState<Figure?> _figure = null!;

        public override void Open(RuntimeContext context) => _figure = context.State(new ValueStateDescriptor<Figure?>("unwritten"));

        public override void Process(string record, KeyedContext<string> context, Collector<string> output)
        {
            _figure.Value = new LargerFigure { Number = 1, More = 2 };
            processed.TrySetResult();
        }
    }
}
