using Weir.Operators.Elements;
using Weir.Operators.Functions;
using Weir.Operators.Runtime;
using Weir.Operators.Streams;
using Weir.Operators.Time;
using Weir.Operators.Transforms;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

public sealed class TimestampTests
{
    private readonly ManualTime time = new();
    private readonly List<string> emitted = [];

    [Fact]
    public async Task Watermarks_stand_one_below_the_latest_less_the_bound()
    {
        var op = await OpenAsync(WatermarkStrategy<long>.BoundedOutOfOrderness(TimeSpan.FromMilliseconds(10), n => n).WithInterval(TimeSpan.Zero));

        op.Process(new Records<long>([100, 90, 120]));
        op.Process(new Records<long>([105]));
        op.ProcessWatermark(5);
        op.ProcessWatermark(Watermark.Maximum);

        emitted.ShouldBe(["100@100 90@90 120@120", "watermark 109", "105@105", $"watermark {long.MaxValue}"]);
    }

    [Fact]
    public async Task Watermarks_are_sent_by_the_clock()
    {
        var op = await OpenAsync(WatermarkStrategy<long>.Monotonous(n => n).WithInterval(TimeSpan.FromMilliseconds(50)));
        op.NextProcessingTimeMs.ShouldBe(50);

        op.Process(new Records<long>([7]));
        op.OnProcessingTime(time.Advance(50));
        op.OnProcessingTime(time.Advance(50));

        emitted.ShouldBe(["7@7", "watermark 6"]);
        op.NextProcessingTimeMs.ShouldBe(150);
    }

    [Fact]
    public async Task Without_records_for_long_the_stream_is_idle_until_the_next()
    {
        var op = await OpenAsync(WatermarkStrategy<long>.Monotonous(n => n).WithInterval(TimeSpan.Zero).WithIdleness(TimeSpan.FromMilliseconds(100)));

        op.Process(new Records<long>([1]));
        op.OnProcessingTime(time.Advance(100));
        op.OnProcessingTime(time.Advance(100));
        op.NextProcessingTimeMs.ShouldBe(long.MaxValue);
        op.Process(new Records<long>([2]));
        op.OnProcessingTime(time.Advance(100));
        op.OnProcessingTime(time.Advance(100));
        op.ProcessWatermark(Watermark.Maximum);

        emitted.ShouldBe(
            ["1@1", "watermark 0", "idle", "active", "2@2", "watermark 1", "idle", "active", $"watermark {long.MaxValue}"]);
    }

    [Fact]
    public async Task Times_given_by_the_source_are_kept()
    {
        var op = await OpenAsync(WatermarkStrategy<long>.Monotonous().WithInterval(TimeSpan.Zero));

        op.Process(new Records<long>([1, 2], [50, 60]));

        emitted.ShouldBe(["1@50 2@60", "watermark 59"]);
        Should.Throw<OperatorException>(() => op.Process(new Records<long>([3]))).Message.ShouldContain("have no event time");
    }

    [Fact]
    public async Task Event_time_goes_through_all_operators_to_the_sink()
    {
        var sink = new RecordingSink<int>();
        var environment = new StreamEnvironment("times") { Parallelism = 2 };
        environment.FromSource(new SteppedSource<int>([1, 2, 3, 4], 2, timestamp: n => n * 100))
            .Where(n => n != 2).Select(n => n + 1).SelectMany(n => new[] { n, -n }).Rebalance()
            .KeyBy(n => n).Reduce((a, b) => b).SinkTo(sink);
        await using var job = await LocalJob.StartAsync(environment.BuildJobGraph());

        job.RunToEnd();
        await job.CheckpointAsync(1);

        sink.TimedResults.Order().ShouldBe([(-5, 400), (-4, 300), (-2, 100), (2, 100), (4, 300), (5, 400)]);
    }

    private async Task<TimestampOperator<long>> OpenAsync(WatermarkStrategy<long> strategy)
    {
        var op = new TimestampOperator<long>(strategy);
        op.Setup(new OperatorContext
        {
            Uid = "times",
            Name = "times",
            Parallelism = 1,
            MaxParallelism = 1,
            Environment = new SubtaskEnvironment(LocalJob.JobId, "times", 0, 0, time),
        });
        op.Output.AddTarget(new Target(emitted));
        await op.OpenAsync(OperatorRestore.Fresh, default);
        return op;
    }

    private sealed class Target(List<string> emitted) : IInput<long>
    {
        public void Process(in Records<long> records)
        {
            var texts = new List<string>();
            for (var i = 0; i < records.Count; i++)
            {
                texts.Add($"{records.Items[i]}@{records.Timestamps[i]}");
            }

            emitted.Add(string.Join(' ', texts));
        }

        public void ProcessWatermark(long timestamp) => emitted.Add($"watermark {timestamp}");

        public void ProcessStatus(bool idle) => emitted.Add(idle ? "idle" : "active");
    }
}
