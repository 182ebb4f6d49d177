using Akka.Pattern;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class PortTests : StreamsSpec
{
    [Fact]
    public async Task Signals_arrive_in_order_and_an_element_before_the_completion()
    {
        var log = new Log();
        var source = Open.Source<int>((logic, outlet) =>
        {
            logic.Started = () => log.Add("source starts");
            logic.Stopped = () => log.Add("source stops");
            logic.On(outlet, () =>
            {
                log.Add("pulled");
                logic.PushTo(outlet, 7);
                logic.CompleteAt(outlet);
            });
        });
        var sink = Open.Sink<int>((logic, inlet) =>
        {
            logic.Started = () =>
            {
                log.Add("sink starts");
                logic.PullFrom(inlet);
            };
            logic.Stopped = () => log.Add("sink stops");
            logic.On(inlet, () => log.Add($"pushed {logic.GrabFrom(inlet)}"), () => log.Add("finished"));
        });

        Source.FromGraph(source).To(sink).Run(Materializer);

        var entries = await log.Next(7);
        entries.Where(e => !e.StartsWith("source", StringComparison.Ordinal))
            .ShouldBe(["sink starts", "pulled", "pushed 7", "finished", "sink stops"]);
        entries.Where(e => e.StartsWith("source", StringComparison.Ordinal)).ShouldBe(["source starts", "source stops"]);
    }

    [Fact]
    public async Task An_element_arrives_before_the_failure_that_follows_it()
    {
        var log = new Log();
        var source = Open.Source<int>((logic, outlet) => logic.On(outlet, () =>
        {
            logic.PushTo(outlet, 7);
            logic.FailAt(outlet, new InvalidOperationException("after 7"));
        }));
        var sink = Open.Sink<int>((logic, inlet) =>
        {
            logic.Started = () => logic.PullFrom(inlet);
            logic.On(inlet, () => log.Add("pushed"), null, e => log.Add($"{e.Message} {logic.GrabFrom(inlet)}"));
        });

        Source.FromGraph(source).To(sink).Run(Materializer);

        (await log.Next(2)).ShouldBe(["pushed", "after 7 7"]);
    }

    [Fact]
    public async Task An_element_that_was_not_grabbed_is_still_there_at_the_completion()
    {
        var log = new Log();
        var sink = Open.Sink<int>((logic, inlet) =>
        {
            logic.Started = () => logic.PullFrom(inlet);
            logic.On(inlet, () => { }, () => log.Add($"{logic.IsShut(inlet)} {logic.HasArrived(inlet)} {logic.GrabFrom(inlet)} {logic.HasArrived(inlet)}"));
        });

        Source.Single(5).To(sink).Run(Materializer);

        (await log.Next()).ShouldBe("True True 5 False");
    }

    [Fact]
    public async Task Ports_know_their_state()
    {
        var log = new Log();
        var sink = Open.Sink<int>((logic, inlet) =>
        {
            string State() => $"arrived={logic.HasArrived(inlet)} pulled={logic.IsPulled(inlet)} closed={logic.IsShut(inlet)}";
            logic.Started = () =>
            {
                log.Add(State());
                logic.PullFrom(inlet);
                log.Add(State());
            };
            logic.On(inlet, () =>
            {
                log.Add(State());
                logic.GrabFrom(inlet);
                log.Add(State());
                logic.CancelAt(inlet);
                log.Add(State());
            });
        });

        Source.Repeat(1).To(sink).Run(Materializer);

        (await log.Next(5)).ShouldBe(
        [
            "arrived=False pulled=False closed=False",
            "arrived=False pulled=True closed=False",
            "arrived=True pulled=False closed=False",
            "arrived=False pulled=False closed=False",
            "arrived=False pulled=False closed=True",
        ]);
    }

    [Fact]
    public async Task An_outlet_is_open_for_one_element_a_pull()
    {
        var log = new Log();
        var source = Open.Source<int>((logic, outlet) =>
        {
            logic.Started = () => log.Add($"wanted={logic.IsWanted(outlet)} closed={logic.IsShut(outlet)}");
            logic.On(outlet, () =>
            {
                log.Add($"wanted={logic.IsWanted(outlet)}");
                logic.PushTo(outlet, 1);
                log.Add($"wanted={logic.IsWanted(outlet)}");
                logic.CompleteAt(outlet);
                log.Add($"closed={logic.IsShut(outlet)}");
            });
        });

        await Elements(Source.FromGraph(source));

        log.Rest().ShouldBe(["wanted=False closed=False", "wanted=True", "wanted=False", "closed=True"]);
    }

    public static TheoryData<string> Misuses => ["push without pull", "push twice", "push after complete", "push null"];

    [Theory]
    [MemberData(nameof(Misuses))]
    public async Task A_misused_outlet_refuses_and_the_stage_fails(string misuse)
    {
        var refused = new TaskCompletionSource<Exception>();

        var source = Open.Source<string>((logic, outlet) =>
        {
            if (misuse == "push without pull")
                logic.Started = () => Try(refused, () => logic.PushTo(outlet, "x"));
            logic.On(outlet, () =>
            {
                switch (misuse)
                {
                    case "push twice":
                        logic.PushTo(outlet, "x");
                        Try(refused, () => logic.PushTo(outlet, "y"));
                        break;
                    case "push after complete":
                        logic.CompleteAt(outlet);
                        Try(refused, () => logic.PushTo(outlet, "x"));
                        break;
                    case "push null":
                        Try(refused, () => logic.PushTo(outlet, null!));
                        break;
                }
            });
        });

        var end = Source.FromGraph(source).RunWith(Sink.Ignore<string>(), Materializer);

        (await refused.Task.WaitAsync(Patience)).ShouldBeAssignableTo<ArgumentException>();
        if (misuse == "push after complete")
            await end.WaitAsync(Patience);
        else
            await Should.ThrowAsync<ArgumentException>(() => end.WaitAsync(Patience));
    }

    [Theory]
    [InlineData("pull twice")]
    [InlineData("pull after cancel")]
    [InlineData("grab nothing")]
    [InlineData("grab twice")]
    [InlineData("grab after cancel")]
    public async Task A_misused_inlet_refuses_and_the_stage_fails(string misuse)
    {
        var refused = new TaskCompletionSource<Exception>();
        var cause = new TaskCompletionSource<Exception>();
        var watched = Open.Flow<int, int>((logic, inlet, outlet) =>
        {
            logic.On(inlet, () => logic.PushTo(outlet, logic.GrabFrom(inlet)));
            logic.On(outlet, () => logic.PullFrom(inlet), e =>
            {
                cause.TrySetResult(e);
                logic.CompleteStage();
            });
        });
        var sink = Open.Sink<int>((logic, inlet) =>
        {
            logic.Started = () =>
            {
                logic.PullFrom(inlet);
                if (misuse == "pull twice")
                    Try(refused, () => logic.PullFrom(inlet));
                else if (misuse == "grab nothing")
                    Try(refused, () => logic.GrabFrom(inlet));
            };
            logic.On(inlet, () =>
            {
                switch (misuse)
                {
                    case "grab twice":
                        logic.GrabFrom(inlet);
                        Try(refused, () => logic.GrabFrom(inlet));
                        break;
                    case "grab after cancel":
                        logic.CancelAt(inlet);
                        Try(refused, () => logic.GrabFrom(inlet));
                        break;
                    case "pull after cancel":
                        logic.CancelAt(inlet);
                        Try(refused, () => logic.PullFrom(inlet));
                        break;
                }
            });
        });

        Source.Repeat(1).Via(watched).To(sink).Run(Materializer);

        (await refused.Task.WaitAsync(Patience)).ShouldBeAssignableTo<ArgumentException>();
        var reason = await cause.Task.WaitAsync(Patience);
        if (misuse.EndsWith("after cancel", StringComparison.Ordinal))
            reason.ShouldBeOfType<SubscriptionWithCancelException.NoMoreElementsNeeded>();
        else
            reason.ShouldBeAssignableTo<ArgumentException>();
    }

    [Fact]
    public async Task Cancelling_drops_the_element_on_its_way_and_tells_the_upstream_why()
    {
        var log = new Log();
        var source = Open.Source<int>((logic, outlet) =>
        {
            logic.On(outlet, () => logic.PushTo(outlet, 1), cause =>
            {
                log.Add(cause.GetType().Name);
                logic.CompleteStage();
            });
        });
        var shape = new AmorphousShape([new Inlet<int>("a"), new Inlet<int>("b")], []);
        var (a, b) = ((Inlet<int>)shape.Inlets[0], (Inlet<int>)shape.Inlets[1]);
        var sink = new OpenStage<AmorphousShape>(shape, logic =>
        {
            logic.Started = () =>
            {
                logic.PullFrom(a);
                logic.PullFrom(b);
            };
            void Arrive(Inlet<int> mine, Inlet<int> other)
            {
                logic.GrabFrom(mine);
                logic.CancelAt(other);
                logic.CancelAt(mine);
                log.Add("one");
            }

            logic.On(a, () => Arrive(a, b));
            logic.On(b, () => Arrive(b, a));
        });

        RunnableGraph.FromGraph(GraphDsl.Create(builder =>
        {
            var ends = builder.Add(sink);
            builder.From(builder.Add(Source.FromGraph(source))).To((Inlet<int>)ends.Inlets[0]);
            builder.From(builder.Add(Source.FromGraph(source))).To((Inlet<int>)ends.Inlets[1]);
            return ClosedShape.Instance;
        })).Run(Materializer);

        (await log.Next(3)).ShouldBe(["one", "NoMoreElementsNeeded", "NoMoreElementsNeeded"]);
        log.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task Completing_a_stage_cancels_its_inlets_with_that_reason()
    {
        var cause = new TaskCompletionSource<Exception>();
        var watched = Open.Flow<int, int>((logic, inlet, outlet) =>
        {
            logic.On(inlet, () => logic.PushTo(outlet, logic.GrabFrom(inlet)));
            logic.On(outlet, () => logic.PullFrom(inlet), e =>
            {
                cause.TrySetResult(e);
                logic.CompleteStage();
            });
        });

        await Elements(Source.Repeat(1).Via(watched).Take(1));

        (await cause.Task.WaitAsync(Patience)).ShouldBeOfType<SubscriptionWithCancelException.StageWasCompleted>();
    }

    [Fact]
    public async Task A_failing_stage_fails_downstream_and_cancels_upstream_with_its_reason()
    {
        var cause = new TaskCompletionSource<Exception>();
        var watched = Open.Flow<int, int>((logic, inlet, outlet) =>
        {
            logic.On(inlet, () => logic.PushTo(outlet, logic.GrabFrom(inlet)));
            logic.On(outlet, () => logic.PullFrom(inlet), e =>
            {
                cause.TrySetResult(e);
                logic.FailStage(e);
            });
        });
        var failing = Open.Flow<int, int>((logic, inlet, outlet) =>
        {
            logic.On(inlet, () => throw new InvalidOperationException("broken"));
            logic.On(outlet, () => logic.PullFrom(inlet));
        });

        var end = Source.Repeat(1).Via(watched).Via(failing).RunWith(Sink.Ignore<int>(), Materializer);

        (await Fails<InvalidOperationException>(end)).Message.ShouldBe("broken");
        (await cause.Task.WaitAsync(Patience)).Message.ShouldBe("broken");
    }

    [Fact]
    public void A_port_without_handler_is_refused_when_the_stream_is_started()
    {
        var source = Open.Source<int>((_, _) => { });

        Should.Throw<IllegalStateException>(() => Source.FromGraph(source).To(Sink.Ignore<int>()).Run(Materializer));
    }

    /// <summary>Does what must be refused, and lets the stage see the refusal.</summary>
    private static void Try(TaskCompletionSource<Exception> refused, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            refused.TrySetResult(e);
            throw;
        }

        refused.TrySetException(new InvalidOperationException("it was let through"));
    }
}
