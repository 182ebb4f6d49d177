using Weir.Operators.Functions;
using Weir.Operators.Streams;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Storage;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

public sealed class BroadcastStateTests
{
    private static readonly BroadcastStateDescriptor<string, int> Rules = new("rules");
    private static readonly ValueStateDescriptor<int> Total = new("total");

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 5)]
    [InlineData(5, 2)]
    [InlineData(3, 1)]
    public async Task Each_subtask_has_a_copy_at_any_parallelism(int before, int after)
    {
        var sink = new RecordingSink<string>();
        string[] records = ["rule a 10", "rule b 20", "a", "b", "a", "c", "rule b 30", "rule c 5", "b", "c", "a", "b"];
        LocalCheckpoint checkpoint;
        await using (var job = await StartAsync(before))
        {
            Step(job, 8);
            checkpoint = await job.CheckpointAsync(1);
        }

        var stored = checkpoint.Operators.Single(state => state.Uid == "priced");
        stored.Subtasks.Length.ShouldBe(before);
        foreach (var subtask in stored.Subtasks)
        {
            subtask.Operator.ShouldHaveSingleItem().Lists.ShouldHaveSingleItem().Count.ShouldBe(3);
        }

        await using var restored = await StartAsync(after, checkpoint);
        Step(restored, 4);
        var second = await restored.CheckpointAsync(2);
        sink.Results.Order(StringComparer.Ordinal).ShouldBe(
            ["a 10", "a 20", "a 30", "b 20", "b 50", "b 80", "c 0", "c 5"]);
        second.Operators.Single(state => state.Uid == "priced").Subtasks.ShouldAllBe(subtask => subtask.Operator[0].Lists[0].Count == 3);

        Task<LocalJob> StartAsync(int parallelism, LocalCheckpoint? from = null)
        {
            var environment = new StreamEnvironment("broadcast state") { Parallelism = parallelism };
            var source = environment.FromSource(new SteppedSource<string>(records, 1)).WithParallelism(1);
            source.Where(record => !record.StartsWith("rule", StringComparison.Ordinal)).KeyBy(record => record)
                .Connect(source.Where(record => record.StartsWith("rule", StringComparison.Ordinal)).Broadcast(Rules))
                .Process(() => new Priced()).WithUid("priced").SinkTo(sink);
            return LocalJob.StartAsync(environment.BuildJobGraph(), from);
        }
    }

    [Fact]
    public async Task A_stream_without_key_reads_it_too()
    {
        var sink = new RecordingSink<string>();
        var environment = new StreamEnvironment("broadcast state") { Parallelism = 2 };
        var source = environment.FromSource(new SteppedSource<string>(["rule a 1", "a", "b", "rule b 2", "a", "b"], 1)).WithParallelism(1);
        source.Where(record => record.Length == 1).Connect(source.Where(record => record.Length > 1).Broadcast(Rules))
            .Process(() => new Named()).SinkTo(sink);
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph());
        job.RunToEnd();
        await job.CheckpointAsync(1);
        sink.Results.ShouldBe(["a is 1", "b is unknown", "a is 1", "b is 2", "end with 2", "end with 2"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Total")]
    [InlineData("List")]
    [InlineData("Timers")]
    public async Task A_broadcast_record_has_no_key(string what)
    {
        var environment = new StreamEnvironment("broadcast state");
        var source = environment.FromSource(new SteppedSource<string>(["a", $"misuse {what}"], 1)).WithParallelism(1);
        source.Where(record => record.Length == 1).KeyBy(record => record)
            .Connect(source.Where(record => record.Length > 1).Broadcast(Rules)).Process(() => new Misuse()).SinkTo(new RecordingSink<string>());
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph());
        job.Step();
        Should.Throw<OperatorException>(job.RunToEnd).Message.ShouldContain("which has no key. Visit the keys with EachKey or Walk.");
    }

    [Fact]
    public async Task A_state_that_the_stream_was_not_broadcast_with_is_refused()
    {
        var environment = new StreamEnvironment("broadcast state");
        var source = environment.FromSource(new SteppedSource<string>(["rule a 1"], 1));
        source.KeyBy(record => record).Connect(source.Broadcast(new BroadcastStateDescriptor<string, int>("others")))
            .Process(() => new Priced()).SinkTo(new RecordingSink<string>());
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph());
        Should.Throw<OperatorException>(job.RunToEnd).Message.ShouldContain("the stream was broadcast with: others");
    }

    [Fact]
    public void What_cannot_be_is_refused_where_the_job_is_defined()
    {
        var source = new StreamEnvironment("broadcast state").FromSource(new SteppedSource<string>(["a"], 1));
        Should.Throw<NoCodecException>(() => source.Broadcast(new BroadcastStateDescriptor<string, Func<int>>("functions")));
        Should.Throw<ArgumentException>(() => source.Broadcast(new BroadcastStateDescriptor<string, int>("brief") { Ttl = new StateTtl(TimeSpan.FromMinutes(1)) }))
            .Message.ShouldContain("time to live");
        Should.Throw<ArgumentException>(() => source.Broadcast(Rules, new BroadcastStateDescriptor<int, int>("rules"))).Message.ShouldContain("'rules'");
    }

    [Fact]
    public async Task What_nobody_asks_for_is_kept_as_a_copy_of_each()
    {
        OperatorStateBackend[] subtasks = [new(), new()];
        foreach (var subtask in subtasks)
        {
            subtask.Broadcast(Rules)["a"] = 1;
        }

        foreach (var parallelism in (int[])[3, 3, 1, 2])
        {
            subtasks = await RestartAsync(subtasks, parallelism);
        }

        subtasks.ShouldAllBe(subtask => subtask.Broadcast(Rules).Count == 1 && subtask.Broadcast(Rules)["a"] == 1);
    }

    [Fact]
    public async Task Its_types_may_grow_and_others_are_refused()
    {
        var stored = new OperatorStateBackend();
        stored.Broadcast(Rules)["a"] = 1;
        var wide = (await RestartAsync([stored], 1))[0];
        wide.Broadcast(new BroadcastStateDescriptor<string, long>("rules"))["a"].ShouldBe(1L);
        var wrong = (await RestartAsync([wide], 1))[0];
        var error = Should.Throw<IncompatibleSchemaException>(() => wrong.Broadcast(new BroadcastStateDescriptor<string, string>("rules")));
        error.Message.ShouldContain("Broadcast state 'rules' was stored as int64 and is now text");
        Should.Throw<InvalidOperationException>(() => wrong.List<long>("rules")).Message.ShouldContain("stored as OperatorBroadcast");
    }

    [Fact]
    public async Task A_change_in_place_and_a_change_after_a_snapshot_are_written()
    {
        var lists = new BroadcastStateDescriptor<string, List<int>>("lists");
        var backend = new OperatorStateBackend();
        backend.Broadcast(lists)["a"] = [1];
        backend.Broadcast(Rules)["a"] = 1;
        backend.Snapshot(1);
        backend.Broadcast(lists)["a"].Add(2);
        backend.Broadcast(Rules)["a"] = 2;
        var restored = (await RestartAsync([backend], 1))[0];
        restored.Broadcast(lists)["a"].ShouldBe([1, 2]);
        restored.Broadcast(Rules)["a"].ShouldBe(2);
        restored.Broadcast(Rules).Remove("a").ShouldBeTrue();
        restored.Broadcast(lists).Clear();
        var empty = (await RestartAsync([restored], 1))[0];
        empty.Broadcast(Rules).Count.ShouldBe(0);
        empty.Broadcast(lists).ShouldBeEmpty();
    }

    private static async Task<OperatorStateBackend[]> RestartAsync(OperatorStateBackend[] subtasks, int parallelism)
    {
        var storage = new Weir.State.Storage.Memory.InMemoryCheckpointStorage();
        var location = await storage.BeginCheckpointAsync(LocalJob.JobId, 1, default);
        List<OperatorSubtaskState> stored = [];
        foreach (var subtask in subtasks)
        {
            stored.Add(new OperatorSubtaskState { Operator = await subtask.Snapshot(1).WriteAsync(storage.WriterFor(location), "lists", default) is { } handle ? [handle] : [] });
        }

        var state = new OperatorState { Uid = "uid", Parallelism = subtasks.Length, MaxParallelism = 128, Subtasks = [.. stored] };
        List<OperatorStateBackend> restored = [];
        foreach (var assigned in StateAssignment.Assign(state, parallelism, 128))
        {
            OperatorStateBackend backend = new();
            await backend.RestoreAsync(assigned.Operator, storage.ReaderFor(location), default);
            restored.Add(backend);
        }

        return [.. restored];
    }

    private static void Step(LocalJob job, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            job.Step().ShouldBeTrue();
        }
    }

    /// <summary>Adds up what the rules say that each record costs.</summary>
    private sealed class Priced : KeyedBroadcastProcessFunction<string, string, string, string>
    {
        private IValueState<int>? _total;

        public override void Open(RuntimeContext context) => _total = context.State(Total);

        public override void Process(string record, KeyedBroadcastReadContext<string> context, Collector<string> output)
        {
            _total!.Value += context.BroadcastState(Rules).TryGet(record, out var price) ? price : 0;
            output.Add($"{context.Key} {_total.Value}");
        }

        public override void ProcessBroadcast(string record, KeyedBroadcastContext<string> context, Collector<string> output)
        {
            var words = record.Split(' ');
            context.BroadcastState(Rules)[words[1]] = int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private sealed class Named : BroadcastProcessFunction<string, string, string>
    {
        public override void Process(string record, BroadcastReadContext context, Collector<string> output) =>
            output.Add(context.BroadcastState(Rules).TryGet(record, out var name) ? $"{record} is {name}" : $"{record} is unknown");

        public override void ProcessBroadcast(string record, BroadcastContext context, Collector<string> output) =>
            context.BroadcastState(Rules)[record[5..6]] = record[7] - '0';

        public override void Finish(BroadcastReadContext context, Collector<string> output) => output.Add($"end with {context.BroadcastState(Rules).Count}");
    }

    private sealed class Misuse : KeyedBroadcastProcessFunction<string, string, string, string>
    {
        private IValueState<int>? _total;
        private IListState<int>? _list;

        public override void Open(RuntimeContext context)
        {
            _total = context.State(Total);
            _list = context.State(new ListStateDescriptor<int>("list"));
        }

        public override void Process(string record, KeyedBroadcastReadContext<string> context, Collector<string> output) => _total!.Value++;

        public override void ProcessBroadcast(string record, KeyedBroadcastContext<string> context, Collector<string> output)
        {
            switch (record)
            {
                case "misuse Total":
                    _total!.Value++;
                    break;
                case "misuse List":
                    _list!.Add(1);
                    break;
                default:
                    context.Timers.SetEventTimer(1);
                    break;
            }
        }
    }
}
