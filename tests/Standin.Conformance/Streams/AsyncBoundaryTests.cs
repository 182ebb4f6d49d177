using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class AsyncBoundaryTests : StreamsSpec
{
    [Fact]
    public async Task Elements_keep_their_order_across_boundaries()
    {
        var elements = await Elements(Source.From(Enumerable.Range(0, 20_000)).Async().Select(x => x).Async().Select(x => x).Async());

        elements.ShouldBe(Enumerable.Range(0, 20_000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(32)]
    public async Task The_upstream_runs_ahead_by_the_input_buffer_at_most(int size)
    {
        using var materializer = ActorMaterializer.Create(System, ActorMaterializerSettings.Create(System).WithInputBuffer(size, size));
        var log = new Log();
        var made = 0;
        var wants = new TaskCompletionSource<Action<int>>();
        var sink = Open.Sink<int>((logic, inlet) =>
        {
            logic.Started = () => wants.SetResult(logic.Callback<int>(_ => logic.PullFrom(inlet)));
            logic.On(inlet, () => log.Add($"{logic.GrabFrom(inlet)}"));
        });
        Source.From(Enumerable.Range(0, int.MaxValue)).Select(x =>
        {
            Volatile.Write(ref made, x + 1);
            return x;
        }).Async().To(Sink.FromGraph(sink)).Run(materializer);
        var pull = await wants.Task.WaitAsync(Patience);

        for (var i = 0; i < 100; i++)
        {
            pull(0);
            (await log.Next()).ShouldBe($"{i}");
            Volatile.Read(ref made).ShouldBeLessThanOrEqualTo(i + 1 + size);
        }
    }

    [Fact]
    public async Task Each_island_is_handled_on_its_own()
    {
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var first = Source.Single(1).Select(x =>
        {
            entered.SetResult();
            gate.Wait(Patience).ShouldBeTrue();
            return x;
        }).Async();
        var elements = Elements(first.Merge(Source.Single(2)).Take(1));
        await entered.Task.WaitAsync(Patience);

        (await elements).ShouldBe([2]);
        gate.Set();
    }

    [Fact]
    public async Task A_completion_comes_after_the_elements_that_wait()
    {
        var elements = await Elements(Source.From([1, 2, 3]).Async().Throttle(1, TimeSpan.FromMilliseconds(50), 1, ThrottleMode.Shaping));

        elements.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_failure_crosses_the_boundary()
    {
        var end = Source.Failed<int>(new InvalidOperationException("broken")).Async().RunWith(Sink.Ignore<int>(), Materializer);

        (await Fails<InvalidOperationException>(end)).Message.ShouldBe("broken");
    }

    [Fact]
    public async Task A_cancellation_crosses_the_boundary()
    {
        var (upstream, elements) = Source.Repeat(1).WatchTermination(Keep.Right).Async().Take(3).ToMaterialized(Sink.Seq<int>(), Keep.Both).Run(Materializer);

        (await elements.WaitAsync(Patience)).Count.ShouldBe(3);
        await upstream.WaitAsync(Patience);
    }

    [Fact]
    public async Task An_island_can_have_a_dispatcher_of_its_own()
    {
        var pooled = Source.From([1, 2]).Select(_ => Thread.CurrentThread.IsThreadPoolThread);

        var onOwn = await Elements(pooled.Async().AddAttributes(ActorAttributes.CreateDispatcher("own-thread")));

        onOwn.ShouldBe([false, false]);
    }
}
