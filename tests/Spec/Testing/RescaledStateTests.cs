using Weir.Operators.Functions;
using Weir.Operators.Streams;
using Weir.State;
using Weir.State.Savepoints;
using Weir.Testing;
using Weir.Testing.Connectors;

namespace Weir.Spec.Testing;

/// <summary>What functions of one's own keep, when their job goes on at another parallelism while it runs.</summary>
public sealed class RescaledStateTests
{
    private const int Keys = 24;
    private const int Partitions = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Delay = TimeSpan.FromHours(1);
    private static readonly BroadcastStateDescriptor<string, long> Rules = new("rules");

    private readonly ScriptedSource<long> _numbers = new(Partitions);
    private readonly ScriptedSource<string> _rules = new();
    private readonly TestSink<string> _timed = new();
    private readonly TestSink<string> _listed = new();
    private long _due;
    private int _added;

    [Fact]
    public Task Timers_lists_and_broadcast_state_on_the_heap_are_there_once() => RunAsync("heap");

    [RocksDbFact]
    public Task Timers_lists_and_broadcast_state_in_RocksDB_are_there_once() => RunAsync("rocksdb");

    private async Task RunAsync(string backend)
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions
        {
            Patience = Patience,
            Configuration = $"weir.state {{ backend = {backend}, rocksdb.memory = 16 MiB }}",
        });
        _due = (cluster.Clock.GetUtcNow() + Delay).ToUnixTimeMilliseconds();
        TestJob job = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 2 });
        _rules.Add("a", "b");
        await _timed.WhenWrittenAsync(4).WaitAsync(Patience);
        await AddAsync(rulesWritten: 4);
        await job.RescaleAsync(4);
        await AddAsync(rulesWritten: 4);
        _rules.Add("c");
        await _timed.WhenWrittenAsync(_added + 8).WaitAsync(Patience);
        await job.RescaleAsync(1);
        await AddAsync(rulesWritten: 8);
        await job.RescaleAsync(3);
        job.Failures.ShouldBeEmpty();

        // One timer of each kind for each number: those of the clock fire now, those of event time at the end.
        cluster.Clock.Jump(Delay + Delay);
        await _timed.WhenWrittenAsync((2 * _added) + 8).WaitAsync(Patience);
        await ShouldHoldListsAsync(await job.SavepointAsync());
        _numbers.Complete();
        _rules.Complete();
        await job.FinishAsync();
        IEnumerable<string> expected = Enumerable.Range(0, _added).SelectMany(n => (string[])[$"{n % Keys}: {n}", $"{n % Keys} by clock {n}", $"{n % Keys} by event {n}"]);
        _timed.Committed.Where(result => !result.StartsWith("rule", StringComparison.Ordinal)).Order().ShouldBe(expected.Order());
        _timed.Committed.Where(result => result.StartsWith("rule", StringComparison.Ordinal)).Order().ShouldBe(["rule a", "rule a", "rule b", "rule b", "rule c", "rule c", "rule c", "rule c"]);
        _listed.Committed.Count.ShouldBe(_added);
    }

    private void Define(StreamEnvironment environment)
    {
        DataStream<long> numbers = environment.FromSource(_numbers, "numbers").WithUid("numbers");
        numbers.KeyBy(n => n % Keys)
            .Connect(environment.FromSource(_rules, "rules").WithUid("rules").Broadcast(Rules))
            .Process(() => new Timed(_due)).WithUid("timed")
            .SinkTo(_timed).WithUid("sink");
        numbers.Rebalance().Process(() => new Listed()).WithUid("listed").SinkTo(_listed).WithUid("listed-sink");
    }

    private async Task AddAsync(int rulesWritten)
    {
        for (int partition = 0; partition < Partitions; partition++)
        {
            _numbers.AddTo(partition, Enumerable.Range(0, Keys).Select(n => (long)(_added + (partition * Keys) + n)));
        }

        _added += Partitions * Keys;
        await Task.WhenAll(_timed.WhenWrittenAsync(_added + rulesWritten), _listed.WhenWrittenAsync(_added)).WaitAsync(Patience);
    }

    private async Task ShouldHoldListsAsync(string path)
    {
        Savepoint savepoint = Savepoint.Open(path);
        IEnumerable<long> all = Enumerable.Range(0, _added).Select(n => (long)n);
        (await savepoint.Operator("listed").List<long>("dealt").ToListAsync()).Order().ShouldBe(all);
        (await savepoint.Operator("listed").List<long>("union").ToListAsync()).Order().ShouldBe(all);
        (await savepoint.Operator("timed").Broadcast<string, long>("rules").ToListAsync()).Select(rule => rule.Key).Order().ShouldBe(["a", "b", "c"]);
        List<long> seen = [];
        await foreach ((long key, List<long> numbers) in savepoint.Operator("timed").Keyed<long>().List<long>("seen"))
        {
            numbers.ShouldAllBe(n => n % Keys == key);
            seen.AddRange(numbers);
        }

        seen.Order().ShouldBe(all);
    }

    /// <summary>Sets a timer of each kind for each number, and keeps the numbers of its key and those whose timers have not fired.</summary>
    private sealed class Timed(long due) : KeyedBroadcastProcessFunction<long, long, string, string>
    {
        private static readonly MapStateDescriptor<long, long> WaitingDescriptor = new("waiting");
        private IListState<long>? _seen;
        private IMapState<long, long>? _waiting;

        public override void Open(RuntimeContext context)
        {
            _seen = context.State(new ListStateDescriptor<long>("seen"));
            _waiting = context.State(WaitingDescriptor);
        }

        public override void Process(long record, KeyedBroadcastReadContext<long> context, Collector<string> output)
        {
            _seen!.Add(record);

            // Beyond all watermarks there are before the end: the source gives none.
            context.Timers.SetEventTimer(record);
            context.Timers.SetProcessingTimer(due + record);
            _waiting![due + record] = record;
            output.Add($"{context.Key}: {record}");
        }

        public override void ProcessBroadcast(string record, KeyedBroadcastContext<long> context, Collector<string> output)
        {
            context.BroadcastState(Rules)[record] = 1;
            output.Add($"rule {record}");
        }

        public override void OnTimer(long timestamp, TimeDomain domain, KeyedBroadcastReadContext<long> context, Collector<string> output)
        {
            if (domain == TimeDomain.EventTime)
            {
                output.Add($"{context.Key} by event {timestamp}");
                return;
            }

            string number = _waiting!.TryGet(timestamp, out long waiting) ? $"{waiting}" : $"{timestamp - due}, which nothing waits for";
            _waiting.Remove(timestamp);
            output.Add($"{context.Key} by clock {number}");
        }
    }

    /// <summary>Keeps each number in a list that is dealt out, and in one of which each subtask takes its own.</summary>
    private sealed class Listed : ProcessFunction<long, string>
    {
        private IOperatorList<long>? _dealt;
        private IOperatorList<long>? _union;

        public override void Open(RuntimeContext context)
        {
            _dealt = context.OperatorList<long>("dealt");
            _union = context.UnionList<long>("union");
            long[] own = [.. _union.Where(n => n % context.Parallelism == context.SubtaskIndex)];
            _union.Update(own);
        }

        public override void Process(long record, ProcessContext context, Collector<string> output)
        {
            _dealt!.Add(record);
            _union!.Add(record);
            output.Add($"{record}");
        }
    }
}
