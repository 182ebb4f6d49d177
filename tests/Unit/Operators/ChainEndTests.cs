using Weir.Operators.Chains;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.Operators.Streams;
using Weir.Operators.Time;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

/// <summary>What may still happen in a chain whose data has ended.</summary>
public sealed class ChainEndTests
{
    private readonly ManualTime time = new();
    private readonly RecordingSink<string> sink = new();

    [Fact]
    public async Task Processing_timers_that_are_pending_at_the_end_of_data_never_fire()
    {
        var environment = new StreamEnvironment("pending") { Parallelism = 1 };
        environment.FromSource(new SteppedSource<int>([1, 2], 10)).KeyBy(n => n).Process(() => new Delayed()).SinkTo(sink);
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph(), time: time);

        job.RunToEnd();

        job.Subtasks.ShouldAllBe(subtask => subtask.Chain.NextProcessingTimerMs == long.MaxValue);
        var now = time.Advance(100);
        foreach (var subtask in job.Subtasks)
        {
            subtask.Chain.OnProcessingTime(now);
        }

        job.Settle();
        await job.CheckpointAsync(1);
        sink.Results.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    public async Task Functions_that_had_finished_at_a_checkpoint_do_not_finish_again(int before, int after)
    {
        LocalCheckpoint checkpoint;
        await using (var job = await LocalJob.StartAsync(Finishing(before)))
        {
            job.RunToEnd();
            checkpoint = await job.CheckpointAsync(1);
        }

        for (var id = 2; id < 5; id++)
        {
            await using var restored = await LocalJob.StartAsync(Finishing(after), checkpoint);
            restored.RunToEnd();
            checkpoint = await restored.CheckpointAsync(id);
        }

        sink.Results.Count(text => text == "finished").ShouldBe(before);
        sink.Results.Count(text => text == "both finished").ShouldBe(before);
    }

    [Fact]
    public async Task Functions_that_had_not_finished_at_a_checkpoint_finish_after_the_restore()
    {
        LocalCheckpoint checkpoint;
        await using (var job = await LocalJob.StartAsync(Finishing(2)))
        {
            job.Step();
            checkpoint = await job.CheckpointAsync(1);
            job.RunToEnd();
        }

        await using var restored = await LocalJob.StartAsync(Finishing(2), checkpoint);
        restored.RunToEnd();
        await restored.CheckpointAsync(2);

        sink.Results.Count(text => text == "finished").ShouldBe(2);
        sink.Results.Count(text => text == "both finished").ShouldBe(2);
    }

    [Fact]
    public async Task A_timer_that_sets_the_next_ends_with_event_time()
    {
        var environment = new StreamEnvironment("periodic") { Parallelism = 1 };
        environment.FromSource(new SteppedSource<int>([5], 10))
            .AssignTimestampsAndWatermarks(WatermarkStrategy<int>.Monotonous(n => n).WithInterval(TimeSpan.Zero))
            .KeyBy(n => n).Process(() => new Periodic()).SinkTo(sink);
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph());

        job.RunToEnd();
        await job.CheckpointAsync(1);

        sink.Results.ShouldBe(["at 10"]);
    }

    [Fact]
    public async Task A_blocked_chain_is_not_taken_for_idle()
    {
        var environment = new StreamEnvironment("blocked") { Parallelism = 1 };
        environment.FromSource(new SteppedSource<int>([1, 2], 1))
            .AssignTimestampsAndWatermarks(WatermarkStrategy<int>.Monotonous(n => n).WithIdleness(TimeSpan.FromMilliseconds(10)))
            .Rebalance().Select(n => $"{n}").StartNewChain().SinkTo(sink);
        var graph = environment.BuildJobGraph();
        (await IdleSubtasksAsync(graph, blocked: true)).ShouldBe(0);
        (await IdleSubtasksAsync(graph, blocked: false)).ShouldBe(1);
    }

    [Fact]
    public async Task A_sink_that_is_new_to_a_restored_job_starts_afresh()
    {
        LocalCheckpoint checkpoint;
        await using (var job = await LocalJob.StartAsync(Finishing(1)))
        {
            checkpoint = await job.CheckpointAsync(1);
        }

        var without = checkpoint with { Operators = [.. checkpoint.Operators.Where(state => state.Uid != "results")] };
        await using var restored = await LocalJob.StartAsync(Finishing(1), without);
        restored.RunToEnd();
        await restored.CheckpointAsync(2);

        sink.Results.ShouldContain("finished");
    }

    [Fact]
    public async Task A_sink_whose_state_is_missing_from_the_checkpoint_is_refused()
    {
        LocalCheckpoint checkpoint;
        await using (var job = await LocalJob.StartAsync(Finishing(1)))
        {
            checkpoint = await job.CheckpointAsync(1);
        }

        var empty = checkpoint with
        {
            Operators = [.. checkpoint.Operators.Select(state => state.Uid != "results" ? state : state with
            {
                Subtasks = [.. state.Subtasks.Select(_ => Weir.State.Storage.OperatorSubtaskState.Empty)],
            })],
        };

        var error = await Should.ThrowAsync<InvalidOperationException>(() => LocalJob.StartAsync(Finishing(1), empty));
        error.Message.ShouldContain("'results'");
        error.Message.ShouldContain("no state of its writers");
    }

    [Fact]
    public void Snapshots_are_given_up_when_a_later_operator_cannot_take_its_own()
    {
        var first = new Snapshotting(fails: false);
        var second = new Snapshotting(fails: true);
        var chain = OperatorChain.Of([first, second], [], [], [], new SubtaskMetrics(), 0);
        foreach (var op in (StreamOperator[])[first, second])
        {
            op.Setup(new OperatorContext
            {
                Uid = "op", Name = "op", Parallelism = 1, MaxParallelism = 1, Environment = new SubtaskEnvironment(LocalJob.JobId, "job", 0, 0, time),
            });
        }

        Should.Throw<InvalidDataException>(() => chain.Snapshot(new(1)));

        first.IsGivenUp.ShouldBeTrue();
    }

    private async Task<int> IdleSubtasksAsync(Weir.Operators.Graph.JobGraph graph, bool blocked)
    {
        var clock = new ManualTime();
        await using var job = await LocalJob.StartAsync(graph, time: clock, blocked: blocked);
        for (var i = 0; i < 5; i++)
        {
            job.AdvanceProcessingTime(clock.Advance(10));
        }

        // A subtask that is idle has no deadline left but that of its watermarks.
        return job.Subtasks.Count(subtask => subtask.Vertex.IsSource && subtask.Chain.NextProcessingTimerMs > clock.Advance(0) + 10);
    }

    private Weir.Operators.Graph.JobGraph Finishing(int parallelism)
    {
        var environment = new StreamEnvironment("finish") { Parallelism = parallelism };
        var first = environment.FromSource(new SteppedSource<int>([1, 2, 3, 4, 5, 6], 1, splits: 3)).WithUid("numbers")
            .Process(() => new Finisher()).WithUid("finisher");
        first.Connect(first.Rebalance()).Process(() => new BothFinisher()).WithUid("both").SinkTo(sink).WithUid("results");
        return environment.BuildJobGraph();
    }

    private sealed class Snapshotting(bool fails) : StreamOperator
    {
        public bool IsGivenUp { get; private set; }

        public override ICollectorPort? MainOutput => null;

        public override object Input(int index) => this;

        public override void ProcessWatermark(long timestamp)
        {
        }

        public override void ProcessStatus(bool idle)
        {
        }

        public override InstanceSnapshot Snapshot(Weir.State.Backends.SnapshotRequest request) =>
            fails ? throw new InvalidDataException("no snapshot") : new Taken(() => IsGivenUp = true);

        private sealed class Taken(Action giveUp) : InstanceSnapshot
        {
            public override Task<Weir.State.Storage.OperatorSubtaskState> WriteAsync(
                Weir.State.Storage.ICheckpointWriter writer, string name, CancellationToken cancellationToken) =>
                Task.FromResult(Weir.State.Storage.OperatorSubtaskState.Empty);

            protected override void Dispose(bool disposing) => giveUp();
        }
    }

    private sealed class Delayed : KeyedProcessFunction<int, int, string>
    {
        public override void Process(int record, KeyedContext<int> context, Collector<string> output) =>
            context.Timers.SetProcessingTimer(50);

        public override void OnTimer(long timestamp, TimeDomain domain, KeyedContext<int> context, Collector<string> output) =>
            output.Add($"{context.Key} at {timestamp}");
    }

    private sealed class Periodic : KeyedProcessFunction<int, int, string>
    {
        public override void Process(int record, KeyedContext<int> context, Collector<string> output) => context.Timers.SetEventTimer(10);

        public override void OnTimer(long timestamp, TimeDomain domain, KeyedContext<int> context, Collector<string> output)
        {
            timestamp.ShouldBeLessThan(1_000, "the timer sets the next for ever");
            output.Add($"at {timestamp}");
            context.Timers.SetEventTimer(timestamp + 10);
        }
    }

    private sealed class Finisher : ProcessFunction<int, string>
    {
        public override void Process(int record, ProcessContext context, Collector<string> output) => output.Add($"{record}");

        public override void Finish(ProcessContext context, Collector<string> output) => output.Add("finished");
    }

    private sealed class BothFinisher : CoProcessFunction<string, string, string>
    {
        public override void ProcessFirst(string record, ProcessContext context, Collector<string> output) => output.Add(record);

        public override void ProcessSecond(string record, ProcessContext context, Collector<string> output)
        {
        }

        public override void Finish(ProcessContext context, Collector<string> output) => output.Add("both finished");
    }
}
