using Weir.Operators.Functions;
using Weir.Operators.Streams;
using Weir.State;
using Weir.State.Savepoints;
using Weir.Testing;
using Weir.Testing.Connectors;
using Weir.Testing.Faults;

namespace Weir.Spec.Testing;

/// <summary>Jobs with broadcast state, beside keyed state in memory and in RocksDB.</summary>
public sealed class BroadcastStateTests
{
    private static readonly BroadcastStateDescriptor<string, long> Prices = new("prices");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ScriptedSource<string> _goods = new();
    private readonly ScriptedSource<string> _prices = new();
    private readonly TestSink<string> _sink = new();

    [Theory]
    [InlineData("weir.checkpointing.unaligned.enabled = off")]
    [InlineData("weir.checkpointing.unaligned.enabled = on")]
    public async Task It_is_as_it_was_after_a_failure_and_after_a_savepoint_at_another_parallelism(string configuration)
    {
        await using WeirTestCluster cluster = await WeirTestCluster.StartAsync(new TestClusterOptions { Patience = Patience, SlotsPerNode = 5, Configuration = configuration });
        TestJob job = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 2 });
        _prices.Add("bread 3", "milk 2");
        await _sink.WhenWrittenAsync(4).WaitAsync(Patience);
        _goods.Add("bread", "milk", "bread");
        await _sink.WhenWrittenAsync(7).WaitAsync(Patience);
        long checkpoint = await job.CheckpointAsync();
        Fault crash = cluster.Faults.CrashSubtask("priced").AtCheckpoint(checkpoint + 1);
        await Should.ThrowAsync<InvalidOperationException>(job.CheckpointAsync());
        await job.WhenRecoveredAsync();
        crash.Count.ShouldBe(1);
        _goods.Add("milk", "bread");
        await _sink.WhenWrittenAsync(9).WaitAsync(Patience);
        string first = await job.StopAsync();
        await PricesShouldBeAsync(first, ("bread", 3), ("milk", 2));

        TestJob wider = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 5, StartFrom = first });
        _goods.Add("milk");
        await _sink.WhenWrittenAsync(10).WaitAsync(Patience);
        _prices.Add("milk 7", "bread 0");
        await _sink.WhenWrittenAsync(20).WaitAsync(Patience);
        _goods.Add("milk");
        await _sink.WhenWrittenAsync(21).WaitAsync(Patience);
        string second = await wider.StopAsync();
        await PricesShouldBeAsync(second, ("milk", 7));

        TestJob narrow = await cluster.SubmitAsync(Define, new TestJobOptions { Parallelism = 1, StartFrom = second });
        _goods.Add("milk", "bread");
        _goods.Complete();
        _prices.Complete();
        await narrow.FinishAsync();
        _sink.Committed.Where(result => !result.StartsWith("price", StringComparison.Ordinal)).ShouldBe(
            ["bread 3", "milk 2", "bread 6", "milk 4", "bread 9", "milk 6", "milk 13", "milk 20", "bread 9"], ignoreOrder: true);
    }

    private static async Task PricesShouldBeAsync(string savepoint, params (string Good, long Price)[] expected)
    {
        List<(string, long)> found = [];
        await foreach ((string good, long price) in Savepoint.Open(savepoint).Operator("priced").Broadcast<string, long>("prices"))
        {
            found.Add((good, price));
        }

        found.ShouldBe(expected, ignoreOrder: true);
    }

    private void Define(StreamEnvironment environment) => environment
        .FromSource(_goods, "goods").WithUid("goods").KeyBy(good => good)
        .Connect(environment.FromSource(_prices, "prices").WithUid("prices").Broadcast(Prices))
        .Process(() => new Priced()).WithName("priced").WithUid("priced")
        .SinkTo(_sink).WithUid("sink");

    /// <summary>Adds up what has been paid for each good; a price of nothing is none. Says in each subtask when a price has come.</summary>
    private sealed class Priced : KeyedBroadcastProcessFunction<string, string, string, string>
    {
        private IReducingState<long>? _paid;

        public override void Open(RuntimeContext context) => _paid = context.State(new ReducingStateDescriptor<long>("paid", (left, right) => left + right));

        public override void Process(string record, KeyedBroadcastReadContext<string> context, Collector<string> output)
        {
            if (context.BroadcastState(Prices).TryGet(record, out long price))
            {
                _paid!.Add(price);
            }

            output.Add($"{record} {_paid!.Value}");
        }

        public override void ProcessBroadcast(string record, KeyedBroadcastContext<string> context, Collector<string> output)
        {
            string[] words = record.Split(' ');
            long price = long.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture);
            IBroadcastState<string, long> prices = context.BroadcastState(Prices);
            if (price == 0)
            {
                prices.Remove(words[0]).ShouldBeTrue();
            }
            else
            {
                prices[words[0]] = price;
            }

            output.Add($"price {record}");
        }
    }
}
