using Weir.Operators.Functions;
using Weir.Operators.Streams;
using Weir.Operators.Time;
using Weir.State;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

public sealed class TimerTests
{
    private static readonly (string Key, long Time)[] Clicks =
        [.. Enumerable.Range(0, 40).Select(i => (i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : "c", (long)(i * 10) + (i % 4 * 15)))];

    [Fact]
    public Task Event_timers_close_windows() => OperatorVerifier.VerifyAsync(
        Clicks,
        stream => stream
            .AssignTimestampsAndWatermarks(WatermarkStrategy<(string Key, long Time)>
                .BoundedOutOfOrderness(TimeSpan.FromMilliseconds(50), click => click.Time).WithInterval(TimeSpan.Zero))
            .KeyBy(click => click.Key)
            .Process(() => new Windows()),
        [.. Clicks.GroupBy(click => (click.Key, Window: click.Time / 100 * 100)).OrderBy(window => window.Key.Window)
            .Select(window => $"{window.Key.Key} {window.Key.Window} {window.Count()}")],
        orderedBy: result => result[0]);

    [Fact]
    public Task Two_keyed_streams_share_state_and_timers() => OperatorVerifier.VerifyAsync(
        Clicks,
        stream =>
        {
            var timed = stream.AssignTimestampsAndWatermarks(WatermarkStrategy<(string Key, long Time)>.NoWatermarks(click => click.Time));
            return timed.Where(click => click.Time % 20 == 0).KeyBy(click => click.Key)
                .Connect(timed.Where(click => click.Time % 20 != 0).KeyBy(click => click.Key))
                .Process(() => new Balance());
        },
        [.. Clicks.GroupBy(click => click.Key).Select(group => $"{group.Key} {group.Count(c => c.Time % 20 == 0)} {group.Count(c => c.Time % 20 != 0)}")]);

    [Fact]
    public async Task Processing_timers_fire_by_the_clock()
    {
        var time = new ManualTime();
        var sink = new RecordingSink<string>();
        var environment = new StreamEnvironment("processing time") { Parallelism = 2 };
        environment.FromSource(new SteppedSource<int>([1, 2, 3], 10)).KeyBy(n => n).Process(() => new Delayed()).SinkTo(sink);
        LocalCheckpoint checkpoint;
        await using (var job = await LocalJob.StartAsync(environment.BuildJobGraph(), time: time))
        {
            job.Step();
            job.AdvanceProcessingTime(time.Advance(9));
            checkpoint = await job.CheckpointAsync(1);
            sink.Results.ShouldBeEmpty();
        }

        await using var restored = await LocalJob.StartAsync(environment.BuildJobGraph(), checkpoint, time);
        restored.AdvanceProcessingTime(time.Advance(1));
        await restored.CheckpointAsync(2);

        sink.Results.Order().ShouldBe(["1 at 10", "2 at 10"]);
        restored.Subtasks.Min(subtask => subtask.Chain.NextProcessingTimerMs).ShouldBe(20);
    }

    [Fact]
    public async Task A_deleted_timer_does_not_fire()
    {
        var sink = new RecordingSink<string>();
        var environment = new StreamEnvironment("deleted");
        environment.FromSource(new SteppedSource<int>([1, 1, 2], 10)).KeyBy(n => n).Process(() => new Toggling()).SinkTo(sink);
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph());

        job.RunToEnd();
        await job.CheckpointAsync(1);

        sink.TimedResults.ShouldBe([("2 timed out", 100)]);
    }

    private sealed class Windows : KeyedProcessFunction<string, (string Key, long Time), string>
    {
        private IMapState<long, int> counts = null!;

        public override void Open(RuntimeContext context) => counts = context.State(new MapStateDescriptor<long, int>("counts"));

        public override void Process((string Key, long Time) record, KeyedContext<string> context, Collector<string> output)
        {
            var window = context.Timestamp!.Value / 100 * 100;
            counts[window] = counts.TryGet(window, out var count) ? count + 1 : 1;
            context.Timers.SetEventTimer(window + 99);
        }

        public override void OnTimer(long timestamp, TimeDomain domain, KeyedContext<string> context, Collector<string> output)
        {
            output.Add($"{context.Key} {timestamp - 99} {counts[timestamp - 99]}");
            counts.Remove(timestamp - 99);
        }
    }

    private sealed class Balance : KeyedCoProcessFunction<string, (string Key, long Time), (string Key, long Time), string>
    {
        private IValueState<int> first = null!;
        private IValueState<int> second = null!;

        public override void Open(RuntimeContext context)
        {
            first = context.State(new ValueStateDescriptor<int>("first"));
            second = context.State(new ValueStateDescriptor<int>("second"));
        }

        public override void ProcessFirst((string Key, long Time) record, KeyedContext<string> context, Collector<string> output)
        {
            first.Value++;
            context.Timers.SetEventTimer(1_000_000);
        }

        public override void ProcessSecond((string Key, long Time) record, KeyedContext<string> context, Collector<string> output)
        {
            second.Value++;
            context.Timers.SetEventTimer(1_000_000);
        }

        public override void OnTimer(long timestamp, TimeDomain domain, KeyedContext<string> context, Collector<string> output) =>
            output.Add($"{context.Key} {first.Value} {second.Value}");
    }

    private sealed class Delayed : KeyedProcessFunction<int, int, string>
    {
        public override void Process(int record, KeyedContext<int> context, Collector<string> output) =>
            context.Timers.SetProcessingTimer(record < 3 ? 10 : 20);

        public override void OnTimer(long timestamp, TimeDomain domain, KeyedContext<int> context, Collector<string> output)
        {
            domain.ShouldBe(TimeDomain.ProcessingTime);
            output.Add($"{context.Key} at {timestamp}");
        }
    }

    private sealed class Toggling : KeyedProcessFunction<int, int, string>
    {
        private IValueState<bool> isSet = null!;

        public override void Open(RuntimeContext context) => isSet = context.State(new ValueStateDescriptor<bool>("set"));

        public override void Process(int record, KeyedContext<int> context, Collector<string> output)
        {
            if (isSet.Value)
            {
                context.Timers.DeleteEventTimer(100);
            }
            else
            {
                context.Timers.SetEventTimer(100);
            }

            isSet.Value = !isSet.Value;
        }

        public override void OnTimer(long timestamp, TimeDomain domain, KeyedContext<int> context, Collector<string> output) =>
            output.Add($"{context.Key} timed out");
    }
}
