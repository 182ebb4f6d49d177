using System.Diagnostics;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class RestartTests : StreamsSpec
{
    private static readonly RestartSettings Soon = RestartSettings.Create(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20), 0);

    [Fact]
    public async Task A_source_is_started_again_when_it_completes()
    {
        var runs = 0;
        var source = RestartSource.WithBackoff(() =>
        {
            var run = ++runs;
            return Source.From([run, run * 10]);
        }, Soon);

        (await Elements(source.Take(5))).ShouldBe([1, 10, 2, 20, 3]);
    }

    [Fact]
    public async Task A_source_is_started_again_when_it_fails()
    {
        var runs = 0;
        var source = RestartSource.OnFailuresWithBackoff(() => ++runs < 3
            ? Source.From([runs, 0]).Select(x => x == 0 ? throw new InvalidOperationException("broken") : x)
            : Source.Single(runs), Soon);

        (await Elements(source)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task It_gives_up_after_the_greatest_number_of_restarts()
    {
        var runs = 0;
        var source = RestartSource.WithBackoff(() =>
        {
            runs++;
            return Source.Failed<int>(new InvalidOperationException($"run {runs}"));
        }, Soon.WithMaxRestarts(2, TimeSpan.FromMinutes(1)));

        (await Fails<InvalidOperationException>(Elements(source))).Message.ShouldBe("run 3");
    }

    [Fact]
    public async Task It_waits_longer_from_restart_to_restart()
    {
        var since = Stopwatch.StartNew();
        var runs = 0;
        var source = RestartSource.OnFailuresWithBackoff(
            () => ++runs <= 3 ? Source.Failed<int>(new InvalidOperationException("broken")) : Source.Single(runs),
            RestartSettings.Create(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(150), 0).WithMaxRestarts(10, TimeSpan.FromMinutes(1)));

        (await Elements(source)).ShouldBe([4]);
        since.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(50 + 100 + 150 - 60));
    }

    [Fact]
    public async Task A_cancelled_source_is_not_started_again()
    {
        var runs = 0;
        var inner = new TaskCompletionSource();
        var source = RestartSource.WithBackoff(() =>
        {
            Interlocked.Increment(ref runs);
            return Source.Repeat(1).WatchTermination((_, task) => task.ContinueWith(_ => inner.TrySetResult()));
        }, Soon);

        await Elements(source.Take(3));
        await inner.Task.WaitAsync(Patience);
        await Elements(Source.Tick(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), 1).Take(1));

        Volatile.Read(ref runs).ShouldBe(1);
    }

    [Fact]
    public async Task A_sink_is_started_again_when_it_cancels()
    {
        var log = new Log();
        var runs = 0;
        var sink = RestartSink.WithBackoff(() =>
        {
            var run = ++runs;
            return Flow.Create<int>().TakeWhile(x => x % 3 != 0, inclusive: true).To(Sink.ForEach<int>(x => log.Add($"{run}: {x}")));
        }, Soon);
        var queue = Source.Queue<int>(100, OverflowStrategy.Backpressure).To(sink).Run(Materializer);
        for (var i = 1; i <= 3; i++)
            await queue.OfferAsync(i);
        (await log.Next(3)).ShouldBe(["1: 1", "1: 2", "1: 3"]);

        for (var next = 4; ; next += 3)
        {
            // An element that meets the old sink's end is lost; those after it are not.
            await queue.OfferAsync(next);
            await queue.OfferAsync(next + 1);
            var entry = await log.Next();
            if (entry.StartsWith("2: ", StringComparison.Ordinal))
                break;
        }
    }

    [Fact]
    public async Task A_flow_is_started_again_when_it_fails()
    {
        var runs = 0;
        var flow = RestartFlow.OnFailuresWithBackoff(() =>
        {
            var run = ++runs;
            return Flow.Create<int>().Select(x => x == 3 ? throw new InvalidOperationException("three") : (run * 100) + x);
        }, Soon);

        var elements = await Elements(Source.From([1, 2, 3, 4, 5, 6]).Via(flow).Take(4));

        elements.Take(2).ShouldBe([101, 102]);
        elements.Skip(2).ShouldAllBe(x => x > 200);
    }
}
