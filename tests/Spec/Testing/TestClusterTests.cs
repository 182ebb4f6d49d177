using System.Diagnostics.Metrics;
using Weir.Actors.Metrics;
using Weir.Operators.Functions;
using Weir.Operators.Streams;
using Weir.Testing;
using Weir.Testing.Connectors;
using Weir.Testing.Faults;

namespace Weir.Spec.Testing;

/// <summary>What the package for users' tests promises.</summary>
public sealed class TestClusterTests
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 3_000).Select(n => $"w{n % 7}")];

    [Fact]
    public async Task Records_come_when_the_test_adds_them()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        var source = new ScriptedSource<int>();
        var sink = new TestSink<int>();
        TestJob job = await cluster.SubmitAsync(environment => environment.FromSource(source).Select(n => n * 2).SinkTo(sink));
        source.Add(1, 2, 3);
        await sink.WhenWrittenAsync(3);
        sink.Committed.ShouldBeEmpty();
        long id = await job.CheckpointAsync();
        await sink.WhenCommittedAsync(3);
        sink.Committed.ShouldBe([2, 4, 6]);
        job.CompletedCheckpoints.ShouldBe([id]);
        source.Add(4);
        source.Complete();
        await job.FinishAsync();
        sink.Committed.ShouldBe([2, 4, 6, 8]);
        source.ReadCount.ShouldBe(4);
    }

    [Fact]
    public async Task Partitions_are_dealt_to_fewer_subtasks_too()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        var source = new ScriptedSource<int>(partitions: 5);
        var sink = new TestSink<int>();
        TestJob job = await cluster.SubmitAsync(
            environment => environment.FromSource(source).SinkTo(sink), new TestJobOptions { Parallelism = 2 });
        for (int partition = 0; partition < 5; partition++)
        {
            source.AddTo(partition, partition * 10, (partition * 10) + 1);
        }

        await sink.WhenWrittenAsync(10);
        source.Complete();
        await job.FinishAsync();
        sink.Committed.Order().ShouldBe([0, 1, 10, 11, 20, 21, 30, 31, 40, 41]);
    }

    [Theory]
    [InlineData("barrier", 0)]
    [InlineData("barrier", 1)]
    [InlineData("before", 0)]
    [InlineData("after", 1)]
    [InlineData("commit", 0)]
    [InlineData("record", 1)]
    public async Task A_subtask_crashes_where_the_test_wants_it_to_and_no_count_is_lost_or_repeated(string where, int index)
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        CrashPoint crash = cluster.Faults.CrashSubtask("count", index);
        Fault fault = where switch
        {
            "barrier" => crash.AtCheckpoint(2),
            "before" => crash.BeforeAcknowledging(2),
            "after" => crash.AfterAcknowledging(2),
            "commit" => crash.AtCommit(2),
            _ => crash.AtRecord(700),
        };
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 2 });
        foreach (string[] part in Words.Chunk(1_000))
        {
            long before = source.ReadCount;
            source.Add(part);
            await source.WhenReadAsync(before + 1).WaitAsync(TimeSpan.FromSeconds(30));
            await TryCheckpointAsync(job);
        }

        source.Complete();
        await job.FinishAsync();
        fault.Count.ShouldBe(1);
        job.Recoveries.ShouldBe(1);
        job.Failures.ShouldHaveSingleItem().ShouldContain(fault.Description);
        ShouldHoldEachCountOnce(sink);
    }

    [Fact]
    public async Task A_lost_acknowledgement_lets_the_checkpoint_expire_and_the_next_one_complete()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Configuration = "weir.checkpointing.timeout = 300 ms" });
        Fault lost = cluster.Faults.Acknowledgement("count", 0).Drop(1);
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink));
        source.Add(Words);
        var refused = await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        refused.Message.ShouldContain("count");
        lost.Count.ShouldBe(1);
        (await job.CheckpointAsync()).ShouldBe(2);
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink);
    }

    [Fact]
    public async Task Late_and_repeated_acknowledgements_change_nothing()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        var release = new TaskCompletionSource();
        Fault late = cluster.Faults.Acknowledgement("count", 0).Delay(1, release.Task);
        Fault twice = cluster.Faults.Acknowledgement("count", 1).Duplicate(1).Times(3);
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink), new TestJobOptions { Parallelism = 2 });
        source.Add(Words);
        Task<long> first = job.CheckpointAsync();
        await late.Happened.WaitAsync(TimeSpan.FromSeconds(30));
        await twice.Happened.WaitAsync(TimeSpan.FromSeconds(30));
        first.IsCompleted.ShouldBeFalse();
        release.SetResult();
        (await first).ShouldBe(1);
        (await job.CheckpointAsync()).ShouldBe(2);
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink);
    }

    [Fact]
    public async Task A_corrupt_checkpoint_is_skipped_and_an_older_one_restored()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Configuration = "weir.checkpointing.num-retained = 3" });
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink));
        source.Add(Words[..1_000]);
        await sink.WhenWrittenAsync(1_000);
        await job.CheckpointAsync();
        source.Add(Words[1_000..]);
        await sink.WhenWrittenAsync(3_000);
        long second = await job.CheckpointAsync();
        job.CorruptCheckpoint(second);
        cluster.Faults.CrashSubtask("count").AtCheckpoint(second + 1);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        await job.WhenRecoveredAsync();
        Skipped(cluster).ShouldBe(1);
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink);
        source.ReadCount.ShouldBe(5_000);
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_reached_for_now_is_tried_again_and_not_gone_back_behind()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Configuration = "weir.checkpointing.num-retained = 3" });
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink));
        source.Add(Words[..1_000]);
        await sink.WhenWrittenAsync(1_000);
        await job.CheckpointAsync();
        source.Add(Words[1_000..]);
        await sink.WhenWrittenAsync(3_000);
        long second = await job.CheckpointAsync();
        Fault unreachable = cluster.Faults.Storage.FailLookup();
        cluster.Faults.CrashSubtask("count").AtCheckpoint(second + 1);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        await unreachable.Happened.WaitAsync(TimeSpan.FromSeconds(30));
        await job.WhenRecoveredAsync();
        job.Failures.Count.ShouldBe(2);
        job.Failures[1].ShouldContain($"Read checkpoint {second} of job {job.Id}");
        job.Failures[1].ShouldContain("cannot be reached");
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink);
        source.ReadCount.ShouldBe(3_000);
    }

    [Theory]
    [InlineData("torn")]
    [InlineData("metadata")]
    [InlineData("unknown")]
    public async Task A_checkpoint_that_cannot_be_written_costs_nothing(string what)
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Configuration = "weir.checkpointing.storage.inline-threshold = 0" });
        Fault fault = what switch
        {
            "torn" => cluster.Faults.Storage.TearWrite(2),
            "metadata" => cluster.Faults.Storage.FailMetadata(2),
            _ => cluster.Faults.Storage.LoseMetadataAnswer(2),
        };
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink));
        source.Add(Words[..1_000]);
        await sink.WhenWrittenAsync(1_000);
        await job.CheckpointAsync();
        source.Add(Words[1_000..]);
        await sink.WhenWrittenAsync(3_000);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        fault.Happened.IsCompleted.ShouldBeTrue();
        sink.Committed.Count.ShouldBe(1_000);

        (await job.CheckpointAsync()).ShouldBeGreaterThan(2);
        await sink.WhenCommittedAsync(3_000).WaitAsync(TimeSpan.FromSeconds(30));
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink);
    }

    [Fact]
    public async Task State_that_cannot_be_read_is_read_at_the_next_try()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Configuration = "weir.checkpointing.storage.inline-threshold = 0" });
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink));
        source.Add(Words);
        await sink.WhenWrittenAsync(3_000);
        long first = await job.CheckpointAsync();
        Fault unreadable = cluster.Faults.Storage.FailRead();
        cluster.Faults.CrashSubtask("count").AtCheckpoint(first + 1);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        await unreadable.Happened.WaitAsync(TimeSpan.FromSeconds(30));
        await job.WhenRecoveredAsync();
        job.Failures.Count.ShouldBe(2);
        job.Failures[1].ShouldContain("State cannot be read");
        source.Complete();
        await job.FinishAsync();
        ShouldHoldEachCountOnce(sink);
        source.ReadCount.ShouldBe(3_000);
    }

    [Fact]
    public async Task A_clock_that_jumps_disturbs_no_checkpoint()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Configuration = "weir.checkpointing.interval = 20 ms" });
        var source = new ScriptedSource<string>();
        var sink = new TestSink<(string Word, long Count)>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, sink));
        source.Add(Words[..1_000]);
        await job.WhenCheckpointCompletedAsync(2);
        cluster.Clock.Jump(TimeSpan.FromDays(-3));
        await job.WhenCheckpointCompletedAsync(job.CompletedCheckpoints[^1] + 3);
        cluster.Clock.Jump(TimeSpan.FromDays(400));
        await job.WhenCheckpointCompletedAsync(job.CompletedCheckpoints[^1] + 3);
        source.Add(Words[1_000..]);
        source.Complete();
        await job.FinishAsync();
        job.Failures.ShouldBeEmpty();
        ShouldHoldEachCountOnce(sink);
    }

    [Fact]
    public async Task A_timer_that_is_an_hour_away_fires_when_the_clock_jumps_there()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync();
        var source = new ScriptedSource<string>();
        var sink = new TestSink<string>();
        TestJob job = await cluster.SubmitAsync(environment => environment.FromSource(source).KeyBy(word => word).Process(() => new Later()).SinkTo(sink));
        source.Add("a");
        await sink.WhenWrittenAsync(1).WaitAsync(TimeSpan.FromMinutes(1));
        cluster.Clock.Jump(TimeSpan.FromHours(2));
        await sink.WhenWrittenAsync(2).WaitAsync(TimeSpan.FromMinutes(1));
        source.Complete();
        await job.FinishAsync();
        sink.Committed.ShouldBe(["a", "a, an hour later"]);
    }

    [Fact]
    public async Task What_a_test_waits_for_in_vain_is_told_with_what_is_known()
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Patience = TimeSpan.FromMilliseconds(200) });
        var source = new ScriptedSource<string>();
        TestJob job = await cluster.SubmitAsync(environment => Count(environment, source, new TestSink<(string, long)>()));
        var late = await Should.ThrowAsync<TimeoutException>(job.WhenCheckpointCompletedAsync(7));
        late.Message.ShouldContain("checkpoint 7 or a later one is complete");
        late.Message.ShouldContain(job.Id);
    }

    private static void Count(StreamEnvironment environment, ScriptedSource<string> source, TestSink<(string Word, long Count)> sink) =>
        environment.FromSource(source).KeyBy(word => word).Count().WithName("count").SinkTo(sink);

    /// <summary>One that the planned fault spoils is not to be taken again: the next one comes anyway.</summary>
    private static async Task TryCheckpointAsync(TestJob job)
    {
        try
        {
            await job.CheckpointAsync();
        }
        catch (InvalidOperationException)
        {
            await job.WhenRecoveredAsync();
        }
    }

    /// <summary>What the metric says of checkpoints that could not be read.</summary>
    private static long Skipped(WeirTestCluster cluster)
    {
        Meter meter = NodeMetrics.For(cluster.System).Meter;
        long skipped = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (ReferenceEquals(instrument.Meter, meter) && instrument.Name.EndsWith(".numberOfSkippedCheckpoints", StringComparison.Ordinal))
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => skipped += value);
        listener.Start();
        listener.RecordObservableInstruments();
        return skipped;
    }

    private static void ShouldHoldEachCountOnce(TestSink<(string Word, long Count)> sink)
    {
        sink.Committed.Count.ShouldBe(Words.Length);
        foreach (IGrouping<string, (string Word, long Count)> word in sink.Committed.GroupBy(result => result.Word))
        {
            word.Select(result => result.Count).Order().ShouldBe(Enumerable.Range(1, Words.Count(w => w == word.Key)).Select(n => (long)n));
        }
    }

    /// <summary>Says each word at once and an hour later.</summary>
    private sealed class Later : KeyedProcessFunction<string, string, string>
    {
        public override void Process(string record, KeyedContext<string> context, Collector<string> output)
        {
            context.Timers.SetProcessingTimer(context.Timers.CurrentProcessingTime + 3_600_000);
            output.Add(record);
        }

        public override void OnTimer(long timestamp, TimeDomain domain, KeyedContext<string> context, Collector<string> output) => output.Add($"{context.Key}, an hour later");
    }
}
