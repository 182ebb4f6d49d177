using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;

namespace Weir.Standin.Conformance.Streams;

public sealed class StageLifeTests : StreamsSpec
{
    [Theory]
    [InlineData("completes")]
    [InlineData("fails")]
    [InlineData("is cancelled")]
    [InlineData("throws at the start")]
    [InlineData("is aborted")]
    public async Task A_stage_starts_and_stops_exactly_once(string how)
    {
        var log = new Log();
        var stage = Open.Flow<int, int>((logic, inlet, outlet) =>
        {
            logic.Started = () =>
            {
                log.Add("start");
                if (how == "throws at the start")
                    throw new InvalidOperationException(how);
            };
            logic.Stopped = () => log.Add("stop");
            logic.On(inlet, () => logic.PushTo(outlet, logic.GrabFrom(inlet)));
            logic.On(outlet, () => logic.PullFrom(inlet));
        });
        var source = how switch
        {
            "completes" => Source.From([1, 2, 3]),
            "fails" => Source.Failed<int>(new InvalidOperationException(how)),
            "is aborted" => Source.Never<int>(),
            _ => Source.Repeat(1),
        };
        var end = source.Via(stage).Take(how == "is cancelled" ? 2 : 5).RunWith(Sink.Seq<int>(), Materializer);
        (await log.Next()).ShouldBe("start");
        if (how == "is aborted")
            Materializer.Shutdown();

        (await log.Next()).ShouldBe("stop");
        await Task.WhenAny(end).WaitAsync(Patience);
        end.IsCompletedSuccessfully.ShouldBe(how is "completes" or "is cancelled");
        await System.Terminate().WaitAsync(Patience);
        log.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stage_that_keeps_going_outlives_its_ports()
    {
        var log = new Log();
        Action<string>? send = null;
        var stage = Open.Sink<int>((logic, inlet) =>
        {
            logic.Started = () =>
            {
                logic.KeepGoing(true);
                send = logic.Callback<string>(message =>
                {
                    log.Add(message);
                    if (message == "end")
                        logic.KeepGoing(false);
                });
                logic.PullFrom(inlet);
            };
            logic.Stopped = () => log.Add("stop");
            logic.On(inlet, () => { }, () => log.Add("finish"));
        });
        Source.Empty<int>().To(stage).Run(Materializer);
        (await log.Next()).ShouldBe("finish");

        send!("still there");
        (await log.Next()).ShouldBe("still there");
        send("end");

        (await log.Next(2)).ShouldBe(["end", "stop"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ending_the_stage_ends_keeping_going(bool byFailure)
    {
        var log = new Log();
        var stage = Open.Sink<int>((logic, inlet) =>
        {
            logic.Started = () =>
            {
                logic.KeepGoing(true);
                if (byFailure)
                    logic.FailStage(new InvalidOperationException());
                else
                    logic.CompleteStage();
            };
            logic.Stopped = () => log.Add("stop");
            logic.On(inlet, () => { });
        });

        Source.Never<int>().To(stage).Run(Materializer);

        (await log.Next()).ShouldBe("stop");
    }

    [Fact]
    public async Task Each_run_has_a_logic_of_its_own()
    {
        var made = 0;
        var graph = Source.FromGraph(Open.Source<int>((logic, outlet) =>
        {
            var number = Interlocked.Increment(ref made);
            logic.On(outlet, () =>
            {
                logic.PushTo(outlet, number);
                logic.CompleteStage();
            });
        })).ToMaterialized(Sink.First<int>(), Keep.Right);

        var first = await graph.Run(Materializer).WaitAsync(Patience);
        var second = await graph.Run(Materializer).WaitAsync(Patience);

        (first, second).ShouldBe((1, 2));
    }

    [Theory]
    [InlineData("propagate", false)]
    [InlineData("complete", true)]
    [InlineData("fail", false)]
    public async Task A_cancellation_strategy_says_what_a_failed_downstream_does_to_a_stage(string strategy, bool completes)
    {
        Attributes.CancellationStrategy.IStrategy chosen = strategy switch
        {
            "complete" => new Attributes.CancellationStrategy.CompleteStage(),
            "fail" => new Attributes.CancellationStrategy.FailStage(),
            _ => new Attributes.CancellationStrategy.PropagateFailure(),
        };
        var end = new TaskCompletionSource<bool>();
        var shape = new UniformFanOutShape<int, int>(2, "two");
        var stage = new OpenStage<UniformFanOutShape<int, int>>(shape, logic =>
        {
            logic.On(shape.In, () => logic.PushTo(shape.Out(0), logic.GrabFrom(shape.In)));
            logic.On(shape.Out(0), () => logic.PullFrom(shape.In), logic.CancelStage);
            logic.On(shape.Out(1), () => { });
        });
        var broken = Sink.ForEach<int>(_ => throw new InvalidOperationException("broken"));
        var other = Sink.OnComplete<int>(() => end.TrySetResult(true), _ => end.TrySetResult(false));

        RunnableGraph.FromGraph(GraphDsl.Create(builder =>
        {
            var fan = builder.Add(stage.WithAttributes(new Attributes(new Attributes.CancellationStrategy(chosen))));
            builder.From(builder.Add(Source.Repeat(1))).To(fan.In);
            builder.From(fan.Out(0)).To(builder.Add(broken));
            builder.From(fan.Out(1)).To(builder.Add(other));
            return ClosedShape.Instance;
        })).Run(Materializer);

        (await end.Task.WaitAsync(Patience)).ShouldBe(completes);
    }

    [Fact]
    public async Task A_stage_yields_a_value_for_each_run()
    {
        var graph = Source.FromGraph(new NumberedSource()).ToMaterialized(Sink.Seq<string>(), Keep.Both);

        var (first, firstElements) = graph.Run(Materializer);
        var (second, _) = graph.Run(Materializer);

        (await firstElements.WaitAsync(Patience)).ShouldBe([first.ToString()]);
        first.ShouldNotBe(second);
    }

    private sealed class NumberedSource : GraphStageWithMaterializedValue<SourceShape<string>, Guid>
    {
        public override SourceShape<string> Shape { get; } = new(new Outlet<string>("numbered.out"));

        public override ILogicAndMaterializedValue<Guid> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
        {
            var id = Guid.NewGuid();
            return new LogicAndMaterializedValue<Guid>(new OpenLogic(Shape, logic => logic.On(Shape.Outlet, () =>
            {
                logic.PushTo(Shape.Outlet, id.ToString());
                logic.CompleteStage();
            })), id);
        }
    }
}
