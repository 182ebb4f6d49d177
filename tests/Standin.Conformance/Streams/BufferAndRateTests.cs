using System.Diagnostics;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class BufferAndRateTests : StreamsSpec
{
    [Theory]
    [InlineData(OverflowStrategy.DropHead, new[] { 7, 8, 9, 10 })]
    [InlineData(OverflowStrategy.DropTail, new[] { 1, 2, 3, 10 })]
    [InlineData(OverflowStrategy.DropNew, new[] { 1, 2, 3, 4 })]
    [InlineData(OverflowStrategy.DropBuffer, new[] { 9, 10 })]
    [InlineData(OverflowStrategy.Backpressure, new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })]
    public async Task A_full_buffer_of_four_does_as_its_strategy_says(OverflowStrategy strategy, int[] expected)
    {
        var log = new Log();
        var wants = new TaskCompletionSource<Action<int>>();
        var arrived = new TaskCompletionSource();
        var sink = Open.Sink<int>((logic, inlet) =>
        {
            logic.Started = () => wants.SetResult(logic.Callback<int>(_ => logic.PullFrom(inlet)));
            logic.On(inlet, () =>
            {
                log.Add($"{logic.GrabFrom(inlet)}");
                logic.PullFrom(inlet);
            }, () => log.Add("finish"));
        });
        Source.From(Enumerable.Range(1, 10)).Select(x =>
        {
            if (x == (strategy == OverflowStrategy.Backpressure ? 4 : 10))
                arrived.TrySetResult();
            return x;
        }).Buffer(4, strategy).To(sink).Run(Materializer);
        var pull = await wants.Task.WaitAsync(Patience);
        await arrived.Task.WaitAsync(Patience);

        pull(0);

        var expectedEntries = expected.Select(x => $"{x}").Append("finish").ToArray();
        (await log.Next(expectedEntries.Length)).ShouldBe(expectedEntries);
    }

    [Fact]
    public async Task A_buffer_can_fail_instead()
    {
        var end = Source.From(Enumerable.Range(1, 10)).Buffer(4, OverflowStrategy.Fail).InitialDelay(TimeSpan.FromMinutes(1)).RunWith(Sink.Seq<int>(), Materializer);

        await Fails<BufferOverflowException>(end);
    }

    [Fact]
    public async Task Throttling_holds_the_rate()
    {
        var since = Stopwatch.StartNew();

        var elements = await Elements(Source.From(Enumerable.Range(1, 6)).Throttle(1, TimeSpan.FromMilliseconds(40), 1, ThrottleMode.Shaping));

        elements.ShouldBe([1, 2, 3, 4, 5, 6]);
        since.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(150));
    }

    [Fact]
    public async Task A_burst_passes_at_once()
    {
        var since = Stopwatch.StartNew();

        await Elements(Source.From(Enumerable.Range(1, 100)).Throttle(1, TimeSpan.FromMinutes(1), 100, ThrottleMode.Shaping));

        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Enforcing_fails_a_stream_that_is_too_fast() =>
        await Should.ThrowAsync<Exception>(() => Elements(Source.From(Enumerable.Range(1, 10)).Throttle(1, TimeSpan.FromMinutes(1), 3, ThrottleMode.Enforcing)));

    [Fact]
    public async Task A_group_ends_when_it_is_full_and_the_last_with_the_stream()
    {
        var groups = await Elements(Source.From(Enumerable.Range(1, 7)).GroupedWithin(3, TimeSpan.FromMinutes(5)).Select(group => string.Join(",", group)));

        groups.ShouldBe(["1,2,3", "4,5,6", "7"]);
    }

    [Fact]
    public async Task A_group_ends_with_its_time()
    {
        var (queue, groups) = Source.Queue<int>(16, OverflowStrategy.Backpressure).GroupedWithin(100, TimeSpan.FromMilliseconds(50))
            .ToMaterialized(Sink.Queue<IEnumerable<int>>(), Keep.Both).Run(Materializer);

        await queue.OfferAsync(1);
        (await groups.PullAsync().WaitAsync(Patience)).Value.ShouldBe([1]);
        await queue.OfferAsync(2);
        (await groups.PullAsync().WaitAsync(Patience)).Value.ShouldBe([2]);
    }

    [Theory]
    [InlineData("initial")]
    [InlineData("completion")]
    [InlineData("idle")]
    public async Task A_stream_that_is_too_slow_fails(string kind)
    {
        var slow = Source.Never<int>();
        var source = kind switch
        {
            "initial" => slow.InitialTimeout(TimeSpan.FromMilliseconds(50)),
            "completion" => slow.CompletionTimeout(TimeSpan.FromMilliseconds(50)),
            _ => Source.Single(1).Concat(slow).IdleTimeout(TimeSpan.FromMilliseconds(100)),
        };

        await Fails<TimeoutException>(Elements(source));
    }

    [Fact]
    public async Task Ticks_come_until_they_are_cancelled()
    {
        var (ticks, elements) = Source.Tick(TimeSpan.Zero, TimeSpan.FromMilliseconds(10), "tick").ToMaterialized(Sink.Queue<string>(), Keep.Both).Run(Materializer);
        for (var i = 0; i < 3; i++)
            (await elements.PullAsync().WaitAsync(Patience)).Value.ShouldBe("tick");

        ticks.Cancel();

        while ((await elements.PullAsync().WaitAsync(Patience)).HasValue)
        {
        }
    }
}
