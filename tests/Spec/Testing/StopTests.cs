using Weir.Operators.Functions;
using Weir.Operators.Streams;
using Weir.Operators.Time;
using Weir.Testing;
using Weir.Testing.Connectors;
using Weir.Testing.Faults;

namespace Weir.Spec.Testing;

/// <summary>Stops with a savepoint, whatever fails meanwhile, and jobs that start from it.</summary>
public sealed class StopTests
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 3_000).Select(n => $"w{n % 7}")];

    [Theory]
    [InlineData(false, "count")]
    [InlineData(false, "source")]
    [InlineData(true, "count")]
    public async Task A_subtask_that_crashes_after_the_stop_was_recorded_is_deployed_once_more_and_the_job_ends(bool drain, string where)
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        Fault crash = cluster.Faults.CrashSubtask(where, 0).AtCommit(1);
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 2 });
        source.Add(Words[..2_000]);
        await sink.WhenWrittenAsync(2_000);
        string path = await job.StopAsync(drain);
        crash.Count.ShouldBe(1);
        job.Failures.Count.ShouldBe(1);
        sink.Committed.Count.ShouldBe(2_000);
        source.ReadCount.ShouldBe(2_000);

        source.Add(Words[2_000..]);
        source.Complete();
        TestJob next = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 3, StartFrom = path });
        await next.FinishAsync();
        ShouldHoldEachCountOnce(sink);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_whose_savepoint_is_not_written_leaves_the_job_running_and_can_be_tried_again(bool drain)
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Configuration = "weir.checkpointing.storage.inline-threshold = 0" });
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 2 });
        source.Add(Words[..1_000]);
        await sink.WhenWrittenAsync(1_000);
        await job.CheckpointAsync();
        Fault failed = cluster.Faults.Storage.FailMetadata(2);
        InvalidOperationException refused = await Should.ThrowAsync<InvalidOperationException>(() => job.StopAsync(drain));
        refused.Message.ShouldContain("finalize");
        failed.Happened.IsCompleted.ShouldBeTrue();
        job.Failures.ShouldBeEmpty("a stop that fails is no failure of the job");

        source.Add(Words[1_000..]);
        await sink.WhenWrittenAsync(3_000);
        await job.StopAsync(drain);
        ShouldHoldEachCountOnce(sink);
    }

    [Fact]
    public async Task A_crash_before_the_stop_is_recorded_ends_the_stop_and_not_the_job()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        cluster.Faults.CrashSubtask("count", 0).BeforeAcknowledging(2);
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink));
        source.Add(Words[..1_000]);
        await sink.WhenWrittenAsync(1_000);
        await job.CheckpointAsync();
        (await Should.ThrowAsync<InvalidOperationException>(() => job.StopAsync())).Message.ShouldContain("task-failure");
        await job.WhenRecoveredAsync();
        source.Add(Words[1_000..]);
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink);
        Directory.EnumerateDirectories(cluster.SavepointDirectory).ShouldBeEmpty("what an aborted savepoint has written is deleted");
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 7)]
    public async Task Event_time_ends_with_a_drain_and_not_with_a_stop(bool drain, int fired)
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        var source = new ScriptedSource<string>();
        var sink = new TestSink<string>();
        TestJob job = await cluster.SubmitAsync(
            environment => environment.FromSource(source).WithName("source")
                .AssignTimestampsAndWatermarks(WatermarkStrategy<string>.Monotonous(_ => 1_000))
                .KeyBy(word => word).Process(() => new AtTheEnd()).WithName("end").SinkTo(sink),
            new TestJobOptions { Parallelism = 2 });
        source.Add(Words);
        await source.WhenReadAsync(Words.Length).WaitAsync(TimeSpan.FromSeconds(30));
        await job.StopAsync(drain);
        sink.Committed.Count.ShouldBe(fired);
    }

    [Fact]
    public async Task Latest_is_the_savepoint_of_a_stopped_job()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Name = "words" });
        source.Add(Words[..1_000]);
        await sink.WhenWrittenAsync(1_000);
        await job.CheckpointAsync();
        await job.StopAsync();
        source.Add(Words[1_000..]);
        source.Complete();
        TestJob next = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Name = "words", GoOnWithLatest = true });
        await next.FinishAsync();
        next.Id.ShouldNotBe(job.Id);
        ShouldHoldEachCountOnce(sink);
    }

    private static void Count(StreamEnvironment environment, ScriptedSource<string> source, TestSink<(string Word, long Count)> sink) => environment
        .FromSource(source).WithName("source").WithUid("source").KeyBy(word => word).Count().WithName("count").WithUid("count").SinkTo(sink).WithUid("sink");

    private static void ShouldHoldEachCountOnce(TestSink<(string Word, long Count)> sink)
    {
        sink.Committed.Count.ShouldBe(Words.Length);
        foreach (var word in sink.Committed.GroupBy(result => result.Word))
        {
            word.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, Words.Count(each => each == word.Key)).Select(n => (long)n));
        }
    }

    /// <summary>Says of each key that time is over.</summary>
    private sealed class AtTheEnd : KeyedProcessFunction<string, string, string>
    {
        public override void Process(string record, KeyedContext<string> context, Collector<string> output) => context.Timers.SetEventTimer(3_600_000);

        public override void OnTimer(long timestamp, TimeDomain domain, KeyedContext<string> context, Collector<string> output) => output.Add(context.Key);
    }
}
