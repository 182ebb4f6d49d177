using System.Collections.Immutable;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class GraphDslTests : StreamsSpec
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_inlets_one_stage_and_many_outlets_make_one_stream(bool asyncInputs)
    {
        const int Sources = 5, Sinks = 3, Each = 2_000;
        var ends = Enumerable.Range(0, Sinks).Select(_ => new TaskCompletionSource<IReadOnlyList<int>>()).ToArray();
        var graph = RunnableGraph.FromGraph(GraphDsl.Create(builder =>
        {
            var gate = builder.Add(FanIn(Sources));
            var exchange = builder.Add(FanOut(Sinks));
            builder.From((Outlet<int>)gate.Outlets[0]).Via(builder.Add(Flow.Create<int>().Select(x => x))).To(exchange.In);
            for (var i = 0; i < Sources; i++)
            {
                var source = Source.From(Enumerable.Range(i * Each, Each));
                builder.From(builder.Add(asyncInputs ? source.Async() : source)).To((Inlet<int>)gate.Inlets[i]);
            }

            for (var i = 0; i < Sinks; i++)
            {
                var end = ends[i];
                builder.From(exchange.Out(i)).To(builder.Add(Sink.Seq<int>().MapMaterializedValue(task =>
                {
                    _ = task.ContinueWith(t => end.SetResult(t.Result), TaskContinuationOptions.OnlyOnRanToCompletion);
                    return Akka.NotUsed.Instance;
                })));
            }

            return ClosedShape.Instance;
        }));

        graph.Run(Materializer);

        var parts = await Task.WhenAll(ends.Select(e => e.Task)).WaitAsync(Patience);
        parts.SelectMany(p => p).Order().ShouldBe(Enumerable.Range(0, Sources * Each));
        for (var i = 0; i < Sinks; i++)
        {
            parts[i].ShouldAllBe(x => x % Sinks == i);
            foreach (var source in parts[i].GroupBy(x => x / Each))
                source.ShouldBe(source.Order());
        }
    }

    [Fact]
    public async Task A_graph_can_be_in_another_more_than_once()
    {
        var twice = Flow.Create<int>().Select(x => x * 2);

        (await Elements(Source.From([1, 2]).Via(twice).Via(twice).Via(twice))).ShouldBe([8, 16]);
    }

    [Fact]
    public async Task Junctions_join_and_split()
    {
        var source = Source.FromGraph(GraphDsl.Create(builder =>
        {
            var broadcast = builder.Add(new Broadcast<int>(2));
            var merge = builder.Add(new Merge<int>(2));
            builder.From(builder.Add(Source.From([1, 2, 3]))).To(broadcast.In);
            builder.From(broadcast.Out(0)).Via(builder.Add(Flow.Create<int>().Select(x => x * 10))).To(merge.In(0));
            builder.From(broadcast.Out(1)).To(merge.In(1));
            return new SourceShape<int>(merge.Out);
        }));

        (await Elements(source)).Order().ShouldBe([1, 2, 3, 10, 20, 30]);
    }

    [Fact]
    public async Task A_broadcast_goes_on_without_an_outlet_that_cancelled()
    {
        var (first, second) = RunnableGraph.FromGraph(GraphDsl.Create(Sink.Seq<int>(), Sink.Seq<int>(), Keep.Both, (builder, a, b) =>
        {
            var broadcast = builder.Add(new Broadcast<int>(2));
            builder.From(builder.Add(Source.From([1, 2, 3, 4]))).To(broadcast.In);
            builder.From(broadcast.Out(0)).Via(builder.Add(Flow.Create<int>().Take(2))).To(a.Inlet);
            builder.From(broadcast.Out(1)).To(b.Inlet);
            return ClosedShape.Instance;
        })).Run(Materializer);

        (await first.WaitAsync(Patience)).ShouldBe([1, 2]);
        (await second.WaitAsync(Patience)).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task A_partition_sends_each_element_where_its_function_says()
    {
        var (even, odd) = RunnableGraph.FromGraph(GraphDsl.Create(Sink.Seq<int>(), Sink.Seq<int>(), Keep.Both, (builder, a, b) =>
        {
            var partition = builder.Add(new Partition<int>(2, x => x % 2));
            builder.From(builder.Add(Source.From(Enumerable.Range(0, 100)))).To(partition.In);
            builder.From(partition.Out(0)).To(a.Inlet);
            builder.From(partition.Out(1)).To(b.Inlet);
            return ClosedShape.Instance;
        })).Run(Materializer);

        (await even.WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 50).Select(x => x * 2));
        (await odd.WaitAsync(Patience)).ShouldBe(Enumerable.Range(0, 50).Select(x => (x * 2) + 1));
    }

    [Fact]
    public async Task A_balance_gives_each_element_to_one()
    {
        var (first, second) = RunnableGraph.FromGraph(GraphDsl.Create(Sink.Seq<int>(), Sink.Seq<int>(), Keep.Both, (builder, a, b) =>
        {
            var balance = builder.Add(new Balance<int>(2));
            builder.From(builder.Add(Source.From(Enumerable.Range(0, 100)))).To(balance.In);
            builder.From(balance.Out(0)).To(a.Inlet);
            builder.From(balance.Out(1)).To(b.Inlet);
            return ClosedShape.Instance;
        })).Run(Materializer);

        (await first.WaitAsync(Patience)).Concat(await second.WaitAsync(Patience)).Order().ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task The_value_of_the_whole_can_be_an_element()
    {
        var source = Source.FromGraph(GraphDsl.Create(Source.Single(1).MapMaterializedValue(_ => "value"), (builder, single) =>
        {
            builder.From(single.Outlet).To(builder.Add(Sink.Ignore<int>()));
            return new SourceShape<string>(builder.MaterializedValue);
        }));

        (await Elements(source)).ShouldBe(["value"]);
    }

    [Fact]
    public void Ports_that_are_left_open_are_refused() =>
        Should.Throw<Exception>(() => RunnableGraph.FromGraph(GraphDsl.Create(builder =>
        {
            builder.Add(Source.Single(1));
            return ClosedShape.Instance;
        })).Run(Materializer));

    [Fact]
    public void A_port_is_connected_only_once() =>
        Should.Throw<ArgumentException>(() => GraphDsl.Create(builder =>
        {
            var sink = builder.Add(Sink.Ignore<int>());
            builder.From(builder.Add(Source.Single(1))).To(sink);
            builder.From(builder.Add(Source.Single(2))).To(sink);
            return ClosedShape.Instance;
        }));

    /// <summary>Takes from each inlet in turn what has arrived, as an input gate does.</summary>
    private static OpenStage<AmorphousShape> FanIn(int count)
    {
        var inlets = Enumerable.Range(0, count).Select(i => new Inlet<int>($"in{i}")).ToArray();
        var outlet = new Outlet<int>("out");
        return new OpenStage<AmorphousShape>(new AmorphousShape(inlets.Cast<Inlet>().ToImmutableArray(), [outlet]), logic =>
        {
            var open = count;
            var ready = new Queue<Inlet<int>>();
            void Flush()
            {
                if (logic.IsWanted(outlet) && ready.TryDequeue(out var inlet))
                {
                    logic.PushTo(outlet, logic.GrabFrom(inlet));
                    if (!logic.IsShut(inlet))
                        logic.PullFrom(inlet);
                }

                if (open == 0 && ready.Count == 0)
                    logic.CompleteStage();
            }

            logic.Started = () =>
            {
                foreach (var inlet in inlets)
                    logic.PullFrom(inlet);
            };
            foreach (var inlet in inlets)
            {
                logic.On(inlet, () =>
                {
                    ready.Enqueue(inlet);
                    Flush();
                }, () =>
                {
                    open--;
                    Flush();
                });
            }

            logic.On(outlet, Flush);
        });
    }

    private static OpenStage<UniformFanOutShape<int, int>> FanOut(int count)
    {
        var shape = new UniformFanOutShape<int, int>(count, "exchange");
        return new OpenStage<UniformFanOutShape<int, int>>(shape, logic =>
        {
            void PullIfAllWant()
            {
                if (!logic.IsShut(shape.In) && !logic.IsPulled(shape.In) && shape.Outs.All(logic.IsWanted))
                    logic.PullFrom(shape.In);
            }

            logic.On(shape.In, () =>
            {
                var element = logic.GrabFrom(shape.In);
                logic.PushTo(shape.Out(element % count), element);
            });
            foreach (var outlet in shape.Outs)
                logic.On(outlet, PullIfAllWant);
        });
    }
}
