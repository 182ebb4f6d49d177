using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Util;

namespace Weir.Standin.Conformance.Streams;

public sealed class OperatorTests : StreamsSpec
{
    private static Source<int, Akka.NotUsed> Numbers(int count) => Source.From(Enumerable.Range(1, count));

    public static TheoryData<string, int[]> Linear => new()
    {
        { "Where", [2, 4] },
        { "WhereNot", [1, 3, 5] },
        { "Collect", [20, 40] },
        { "SelectMany", [1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5] },
        { "StatefulSelectMany", [1, 3, 6, 10, 15] },
        { "Take", [1, 2] },
        { "Take none", [] },
        { "TakeWhile", [1, 2] },
        { "TakeWhile inclusive", [1, 2, 3] },
        { "Skip", [3, 4, 5] },
        { "SkipWhile", [3, 4, 5] },
        { "Scan", [100, 101, 103, 106, 110, 115] },
        { "Aggregate", [115] },
        { "Sum", [15] },
        { "Concat", [1, 2, 3, 4, 5, 1, 2] },
        { "Prepend", [1, 2, 1, 2, 3, 4, 5] },
        { "ConcatMany", [1, 1, 2, 1, 2, 3, 1, 2, 3, 4, 1, 2, 3, 4, 5] },
        { "Intersperse", [1, 0, 2, 0, 3, 0, 4, 0, 5] },
        { "Intersperse with ends", [-1, 1, 0, 2, 0, 3, 0, 4, 0, 5, 9] },
        { "Interleave", [1, 2, 1, 2, 3, 4, 5] },
        { "Limit", [1, 2, 3, 4, 5] },
        { "SelectAsync", [10, 20, 30, 40, 50] },
        { "Grouped", [3, 7, 5] },
        { "Sliding", [3, 5, 7, 9] },
        { "ZipWithIndex", [10, 21, 32, 43, 54] },
        { "ZipWith", [11, 22, 33] },
        { "Recover", [1, 2, -1] },
        { "RecoverWith", [1, 2, 7, 8] },
        { "Detach", [1, 2, 3, 4, 5] },
        { "AlsoTo", [1, 2, 3, 4, 5] },
        { "WireTap", [1, 2, 3, 4, 5] },
        { "DivertTo", [1, 3, 5] },
        { "Log", [1, 2, 3, 4, 5] },
    };

    [Theory]
    [MemberData(nameof(Linear))]
    public async Task An_operator_makes_of_five_numbers(string name, int[] expected)
    {
        var five = Numbers(5);
        var source = name switch
        {
            "Where" => five.Where(x => x % 2 == 0),
            "WhereNot" => five.WhereNot(x => x % 2 == 0),
            "Collect" => five.Collect(x => x % 2 == 0, x => x * 10),
            "SelectMany" => five.SelectMany(x => Enumerable.Repeat(x, x)),
            "StatefulSelectMany" => five.StatefulSelectMany<int, int, Akka.NotUsed>(() =>
            {
                var sum = 0;
                return x => [sum += x];
            }),
            "Take" => five.Take(2),
            "Take none" => five.Take(0),
            "TakeWhile" => five.TakeWhile(x => x < 3),
            "TakeWhile inclusive" => five.TakeWhile(x => x < 3, inclusive: true),
            "Skip" => five.Skip(2),
            "SkipWhile" => five.SkipWhile(x => x < 3),
            "Scan" => five.Scan(100, (sum, x) => sum + x),
            "Aggregate" => five.Aggregate(100, (sum, x) => sum + x),
            "Sum" => five.Sum((a, b) => a + b),
            "Concat" => five.Concat(Numbers(2)),
            "Prepend" => five.Prepend(Numbers(2)),
            "ConcatMany" => five.ConcatMany(Numbers),
            "Intersperse" => five.Intersperse(0),
            "Intersperse with ends" => five.Intersperse(-1, 0, 9),
            "Interleave" => five.Interleave(Numbers(2), 2),
            "Limit" => five.Limit(5),
            "SelectAsync" => five.SelectAsync(3, async x =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(6 - x));
                return x * 10;
            }),
            "Grouped" => five.Grouped(2).Select(group => group.Sum()),
            "Sliding" => five.Sliding(2).Select(window => window.Sum()),
            "ZipWithIndex" => five.ZipWithIndex().Select(pair => (pair.Item1 * 10) + (int)pair.Item2),
            "ZipWith" => five.ZipWith(Numbers(3), (a, b) => a + (b * 10)),
            "Recover" => five.Select(FailAtThree).Recover(_ => new Option<int>(-1)),
            "RecoverWith" => five.Select(FailAtThree).RecoverWithRetries(_ => Source.From([7, 8]), 1),
            "Detach" => five.Detach(),
            "AlsoTo" => five.AlsoTo(Sink.Cancelled<int>()),
            "WireTap" => five.WireTap(Sink.Cancelled<int>()),
            "DivertTo" => five.DivertTo(Sink.Ignore<int>().MapMaterializedValue(_ => Akka.NotUsed.Instance), x => x % 2 == 0),
            "Log" => five.Log("numbers"),
            _ => throw new ArgumentException($"no operator {name}", nameof(name)),
        };

        (await Elements(source)).ShouldBe(expected);
    }

    [Fact]
    public async Task Unordered_tasks_come_as_they_end()
    {
        var first = new TaskCompletionSource<int>();
        var elements = Elements(Numbers(3).SelectAsyncUnordered(3, x =>
        {
            if (x == 1)
                return first.Task;
            if (x == 3)
                first.SetResult(1);
            return Task.FromResult(x);
        }));

        (await elements).ShouldBe([2, 3, 1]);
    }

    [Fact]
    public async Task No_more_tasks_run_than_allowed()
    {
        var running = 0;
        var most = 0;
        await Elements(Numbers(50).SelectAsync(4, async x =>
        {
            var now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            await Task.Delay(TimeSpan.FromMilliseconds(2));
            Interlocked.Decrement(ref running);
            return x;
        }));

        most.ShouldBeInRange(1, 4);
    }

    [Fact]
    public async Task Merging_takes_all_of_both() =>
        (await Elements(Numbers(100).Merge(Source.From(Enumerable.Range(1000, 50))))).Order().ShouldBe(Enumerable.Range(1, 100).Concat(Enumerable.Range(1000, 50)));

    [Fact]
    public async Task An_eager_merge_ends_with_its_first_source() =>
        (await Elements(Source.Never<int>().Merge(Numbers(3), eagerComplete: true))).Count.ShouldBeLessThanOrEqualTo(3);

    [Theory]
    [InlineData("Sum")]
    [InlineData("First")]
    [InlineData("Last")]
    public async Task An_empty_stream_has_none(string name)
    {
        var empty = Source.Empty<int>();
        await Fails<NoSuchElementException>(name switch
        {
            "Sum" => empty.RunSum((a, b) => a + b, Materializer),
            "First" => empty.RunWith(Sink.First<int>(), Materializer),
            _ => empty.RunWith(Sink.Last<int>(), Materializer),
        });
        (await empty.RunWith(Sink.FirstOrDefault<int>(), Materializer).WaitAsync(Patience)).ShouldBe(0);
        (await empty.RunWith(Sink.LastOrDefault<int>(), Materializer).WaitAsync(Patience)).ShouldBe(0);
    }

    [Fact]
    public async Task A_limit_fails_the_stream_that_passes_it() =>
        await Fails<StreamLimitReachedException>(Elements(Numbers(5).Limit(4)));

    [Fact]
    public async Task Terminations_can_be_watched()
    {
        await Numbers(3).WatchTermination(Keep.Right).To(Sink.Ignore<int>()).Run(Materializer).WaitAsync(Patience);
        await Fails<InvalidOperationException>(Source.Failed<int>(new InvalidOperationException("broken")).WatchTermination(Keep.Right).To(Sink.Ignore<int>()).Run(Materializer));
        await Source.Repeat(1).WatchTermination(Keep.Right).To(Sink.Cancelled<int>()).Run(Materializer).WaitAsync(Patience);
    }

    [Fact]
    public async Task Conflating_loses_nothing_of_a_sum()
    {
        var sum = await Numbers(1000).Conflate((a, b) => a + b).Async().RunSum((a, b) => a + b, Materializer).WaitAsync(Patience);

        sum.ShouldBe(500_500);
    }

    [Fact]
    public async Task Sources_of_tasks_states_and_promises()
    {
        (await Elements(Source.FromTask(Task.FromResult(5)))).ShouldBe([5]);
        await Fails<InvalidOperationException>(Elements(Source.FromTask(Task.FromException<int>(new InvalidOperationException("broken")))));
        (await Elements(Source.Unfold(1, n => n > 3 ? Option<(int, string)>.None : new Option<(int, string)>((n + 1, $"{n}"))))).ShouldBe(["1", "2", "3"]);
        (await Elements(Source.UnfoldAsync(1, async n =>
        {
            await Task.Yield();
            return n > 3 ? Option<(int, int)>.None : new Option<(int, int)>((n + 1, n * 10));
        }))).ShouldBe([10, 20, 30]);
        (await Elements(Source.Cycle(() => ((IEnumerable<int>)[1, 2]).GetEnumerator()).Take(5))).ShouldBe([1, 2, 1, 2, 1]);
        var (promise, elements) = Source.Maybe<int>().ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);
        promise.SetResult(3);
        (await elements.WaitAsync(Patience)).ShouldBe([3]);
    }

    [Fact]
    public async Task Aggregating_sinks_end_in_tasks()
    {
        (await Numbers(4).RunAggregate("", (text, x) => text + x, Materializer).WaitAsync(Patience)).ShouldBe("1234");
        var seen = new List<int>();
        await Numbers(4).RunForeach(seen.Add, Materializer).WaitAsync(Patience);
        seen.ShouldBe([1, 2, 3, 4]);
        await Fails<InvalidOperationException>(Numbers(4).RunForeach(_ => throw new InvalidOperationException("broken"), Materializer));
    }

    private static int FailAtThree(int x) => x == 3 ? throw new InvalidOperationException("three") : x;
}
