using Weir.Operators.Functions;
using Weir.Operators.Streams;
using Weir.Unit.Operators.Harness;

namespace Weir.Unit.Operators;

/// <summary>Every operator without timers passes the verifier.</summary>
public sealed class OperatorTests
{
    private static readonly int[] Numbers = [.. Enumerable.Range(0, 40).Select(i => (i * 37) % 23)];

    [Fact]
    public Task Select_gives_one_result_a_record() => OperatorVerifier.VerifyAsync(
        Numbers, stream => stream.Select(n => $"<{n}>"), [.. Numbers.Select(n => $"<{n}>")]);

    [Fact]
    public Task Where_keeps_what_satisfies() => OperatorVerifier.VerifyAsync(
        Numbers, stream => stream.Where(n => n % 3 == 0), [.. Numbers.Where(n => n % 3 == 0)]);

    [Fact]
    public Task SelectMany_gives_any_number_of_results() => OperatorVerifier.VerifyAsync(
        Numbers,
        stream => stream.SelectMany(n => Enumerable.Repeat(n, n % 4)),
        [.. Numbers.SelectMany(n => Enumerable.Repeat(n, n % 4))]);

    [Fact]
    public Task SelectMany_with_a_collector_may_overflow_its_buffer() => OperatorVerifier.VerifyAsync(
        [1, 2],
        stream => stream.SelectMany((int n, Collector<int> output) =>
        {
            for (var i = 0; i < n * 1_500; i++)
            {
                output.Add(i);
            }
        }),
        [.. Enumerable.Range(0, 1_500), .. Enumerable.Range(0, 3_000)]);

    [Fact]
    public Task Count_counts_by_key() => VerifyKeyedAsync(
        stream => stream.Count(), group => group.Select((_, i) => (group.Key, i + 1L)));

    [Fact]
    public Task Sum_adds_by_key() => VerifyKeyedAsync(
        stream => stream.Sum(n => (long)n), group => Running(group, 0L, (sum, n) => sum + n));

    [Fact]
    public Task Min_keeps_the_smallest_by_key() => VerifyKeyedAsync(
        stream => stream.Min(n => n), group => Running(group, int.MaxValue, Math.Min));

    [Fact]
    public Task Max_keeps_the_largest_by_key() => VerifyKeyedAsync(
        stream => stream.Max(n => n), group => Running(group, int.MinValue, Math.Max));

    [Fact]
    public Task MinBy_keeps_the_record_with_the_smallest_value() => VerifyKeyedAsync(
        stream => stream.MinBy(n => -n).Select(n => (n % 5, n)), group => Running(group, int.MinValue, Math.Max));

    [Fact]
    public Task MaxBy_keeps_the_record_with_the_largest_value() => VerifyKeyedAsync(
        stream => stream.MaxBy(n => -n).Select(n => (n % 5, n)), group => Running(group, int.MaxValue, Math.Min));

    [Fact]
    public Task Reduce_folds_records_by_key() => VerifyKeyedAsync(
        stream => stream.Reduce((a, b) => a + (5 * (b / 5))).Select(n => (n % 5, n)),
        group => Running(group, group.Key, (a, b) => a + (5 * (b / 5))));

    [Fact]
    public Task Aggregate_with_a_mutable_accumulator_keeps_snapshots_apart() => VerifyKeyedAsync(
        stream => stream.Aggregate(new Collecting()),
        group => group.Select((_, i) => (group.Key, string.Join(',', group.Take(i + 1)))));

    [Fact]
    public Task Union_joins_streams() => OperatorVerifier.VerifyAsync(
        Numbers,
        stream => stream.Where(n => n % 2 == 0).Union(stream.Where(n => n % 2 != 0).Select(n => -n)).Select(n => n * 10),
        [.. Numbers.Select(n => n % 2 == 0 ? n * 10 : n * -10)]);

    [Fact]
    public Task Connect_processes_two_streams_in_one_operator() => OperatorVerifier.VerifyAsync(
        Numbers,
        stream => stream.Where(n => n % 2 == 0).Connect(stream.Select(n => $"{n}")).Select(n => $"even {n}", text => $"any {text}"),
        [.. Numbers.Where(n => n % 2 == 0).Select(n => $"even {n}"), .. Numbers.Select(n => $"any {n}")]);

    [Fact]
    public Task Rebalance_loses_nothing() => OperatorVerifier.VerifyAsync(
        Numbers, stream => stream.Rebalance().Select(n => n + 1), [.. Numbers.Select(n => n + 1)]);

    [Fact]
    public Task Global_keeps_the_order_of_all() => OperatorVerifier.VerifyAsync(
        Numbers, stream => stream.Global().Select(n => n), Numbers, orderedBy: _ => 0);

    [Fact]
    public Task Custom_partitioning_keeps_the_order_of_each_target() => OperatorVerifier.VerifyAsync(
        Numbers, stream => stream.PartitionBy((n, targets) => n % targets).Select(n => n), Numbers, orderedBy: n => n);

    [Fact]
    public Task Forward_keeps_subtasks_apart() => OperatorVerifier.VerifyAsync(
        Numbers, stream => stream.Forward().Select(n => n).StartNewChain(), Numbers, splits: 3);

    [Fact]
    public Task Side_outputs_take_what_does_not_fit()
    {
        var odd = new OutputTag<string>("odd");
        return OperatorVerifier.VerifyAsync(
            Numbers,
            stream =>
            {
                var even = stream.Process(() => new Splitting(odd));
                return even.Select(n => $"{n}").Union(even.SideOutput(odd));
            },
            [.. Numbers.Select(n => n % 2 == 0 ? $"{n}" : $"odd {n}")]);
    }

    private static Task VerifyKeyedAsync<TValue>(
        Func<KeyedStream<int, int>, DataStream<(int Key, TValue Value)>> define, Func<IGrouping<int, int>, IEnumerable<(int Key, TValue Value)>> expected) =>
        OperatorVerifier.VerifyAsync(
            Numbers,
            stream => define(stream.KeyBy(n => n % 5)),
            [.. Numbers.GroupBy(n => n % 5).SelectMany(expected)],
            orderedBy: result => result.Key);

    private static IEnumerable<(int Key, TValue Value)> Running<TValue>(IGrouping<int, int> group, TValue start, Func<TValue, int, TValue> fold)
    {
        foreach (var n in group)
        {
            start = fold(start, n);
            yield return (group.Key, start);
        }
    }

    private sealed class Collecting : IAggregateFunction<int, List<int>, (int Key, string Value)>
    {
        public List<int> CreateAccumulator() => [];

        public List<int> Add(List<int> accumulator, int record)
        {
            accumulator.Add(record);
            return accumulator;
        }

        public (int Key, string Value) GetResult(List<int> accumulator) => (accumulator[0] % 5, string.Join(',', accumulator));

        public List<int> Merge(List<int> first, List<int> second) => [.. first, .. second];
    }

    private sealed class Splitting(OutputTag<string> odd) : ProcessFunction<int, int>
    {
        public override void Process(int record, ProcessContext context, Collector<int> output)
        {
            if (record % 2 == 0)
            {
                output.Add(record);
            }
            else
            {
                context.Output(odd, $"odd {record}");
            }
        }
    }
}
