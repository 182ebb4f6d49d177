using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class AsyncCallbackTests : StreamsSpec
{
    [Fact]
    public async Task Calls_from_one_thread_are_handled_in_order()
    {
        var (send, elements) = await Fed<int>(10_000);

        for (var i = 0; i < 10_000; i++)
            send(i);

        (await elements.WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 10_000));
    }

    [Fact]
    public async Task Calls_from_many_threads_are_handled_one_at_a_time_and_none_is_lost()
    {
        const int Each = 5_000;
        var (send, elements) = await Fed<(int Thread, int Number)>(4 * Each);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
                send((thread, i));
        })));

        var all = await elements.WaitAsync(Patience);
        foreach (var thread in all.GroupBy(e => e.Thread))
            thread.Select(e => e.Number).ShouldBe(Enumerable.Range(0, Each));
    }

    [Fact]
    public async Task Calls_after_the_stage_has_ended_do_nothing()
    {
        var log = new Log();
        Action<string>? send = null;
        var source = Open.Source<int>((logic, outlet) =>
        {
            logic.Started = () => send = logic.Callback<string>(log.Add);
            logic.Stopped = () => log.Add("stopped");
            logic.On(outlet, logic.CompleteStage);
        });
        await Elements(Source.FromGraph(source).Concat(Source.FromGraph(source)));
        (await log.Next(2)).ShouldBe(["stopped", "stopped"]);

        send!("too late");
        await System.Terminate().WaitAsync(Patience);
        send("far too late");

        log.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_to_an_ended_stage_does_nothing_while_the_rest_of_its_stream_runs()
    {
        var log = new Log();
        Action<string>? send = null;
        var ended = Open.Source<int>((logic, outlet) =>
        {
            logic.Started = () => send = logic.Callback<string>(log.Add);
            logic.Stopped = () => log.Add("stopped");
            logic.On(outlet, logic.CompleteStage);
        });
        var rest = Source.FromGraph(ended).ConcatMaterialized(Source.Maybe<int>(), Keep.Right).ToMaterialized(Sink.Seq<int>(), Keep.Both);
        var (promise, elements) = rest.Run(Materializer);
        (await log.Next()).ShouldBe("stopped");

        send!("too late");
        promise.SetResult(4);

        (await elements.WaitAsync(Patience)).ShouldBe([4]);
        log.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_throws_fails_the_stage()
    {
        var ready = new TaskCompletionSource<Action<string>>();
        var source = Open.Source<int>((logic, outlet) =>
        {
            logic.Started = () => ready.SetResult(logic.Callback<string>(message => throw new InvalidOperationException(message)));
            logic.On(outlet, () => { });
        });
        var end = Source.FromGraph(source).RunWith(Sink.Ignore<int>(), Materializer);

        (await ready.Task.WaitAsync(Patience))("broken");

        (await Fails<InvalidOperationException>(end)).Message.ShouldBe("broken");
    }

    [Fact]
    public async Task A_call_is_handled_on_no_other_thread_than_the_signals()
    {
        var inside = 0;
        var overlaps = 0;
        var ready = new TaskCompletionSource<Action<int>>();
        void Visit()
        {
            if (Interlocked.Increment(ref inside) != 1)
                Interlocked.Increment(ref overlaps);
            Thread.SpinWait(20);
            Interlocked.Decrement(ref inside);
        }

        var stage = Open.Flow<int, int>((logic, inlet, outlet) =>
        {
            logic.Started = () => ready.SetResult(logic.Callback<int>(_ => Visit()));
            logic.On(inlet, () =>
            {
                Visit();
                logic.PushTo(outlet, logic.GrabFrom(inlet));
            });
            logic.On(outlet, () => logic.PullFrom(inlet));
        });
        var end = Source.From(Enumerable.Range(0, 50_000)).Via(stage).RunWith(Sink.Ignore<int>(), Materializer);
        var send = await ready.Task.WaitAsync(Patience);
        while (!end.IsCompleted)
        {
            send(0);
            await Task.Yield();
        }

        await end;
        overlaps.ShouldBe(0);
    }

    /// <summary>A source that emits what it is called with, and completes after so many elements.</summary>
    private async Task<(Action<T> Send, Task<IReadOnlyList<T>> Elements)> Fed<T>(int count)
    {
        var ready = new TaskCompletionSource<Action<T>>();
        var waiting = new Queue<T>();
        var source = Open.Source<T>((logic, outlet) =>
        {
            void Flush()
            {
                if (logic.IsWanted(outlet) && waiting.TryDequeue(out var element))
                    logic.PushTo(outlet, element);
            }

            logic.Started = () => ready.SetResult(logic.Callback<T>(element =>
            {
                waiting.Enqueue(element);
                Flush();
            }));
            logic.On(outlet, Flush);
        });
        var elements = Elements(Source.FromGraph(source).Take(count));
        return (await ready.Task.WaitAsync(Patience), elements);
    }
}
