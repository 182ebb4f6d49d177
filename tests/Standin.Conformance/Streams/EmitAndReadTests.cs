using Akka.Streams.Dsl;

namespace Weir.Standin.Conformance.Streams;

public sealed class EmitAndReadTests : StreamsSpec
{
    [Fact]
    public async Task Emitted_elements_wait_for_demand_and_come_before_the_completion()
    {
        var source = Open.Source<int>((logic, outlet) =>
        {
            logic.Started = () =>
            {
                logic.EmitTo(outlet, [1, 2, 3]);
                logic.EmitTo(outlet, []);
                logic.EmitTo(outlet, [4]);
                logic.CompleteStage();
            };
            logic.On(outlet, () => throw new InvalidOperationException("the handler is not asked meanwhile"));
        });

        (await Elements(Source.FromGraph(source))).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task The_outlet_goes_back_to_its_handler_and_then_the_action_runs()
    {
        var log = new Log();
        var source = Open.Source<int>((logic, outlet) =>
        {
            logic.Started = () => logic.EmitTo(outlet, 1, () => log.Add("emitted"));
            logic.On(outlet, () =>
            {
                log.Add("handler");
                logic.PushTo(outlet, 2);
                logic.CompleteStage();
            });
        });

        (await Elements(Source.FromGraph(source))).ShouldBe([1, 2]);
        log.Rest().ShouldBe(["emitted", "handler"]);
    }

    [Fact]
    public async Task A_chain_of_emissions_keeps_its_order()
    {
        var source = Open.Source<int>((logic, outlet) =>
        {
            logic.Started = () => logic.EmitTo(outlet, 1, () => logic.EmitTo(outlet, 2, () => logic.EmitTo(outlet, 3, logic.CompleteStage)));
            logic.On(outlet, () => { });
        });

        (await Elements(Source.FromGraph(source))).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_cancellation_while_emitting_goes_to_the_handler()
    {
        var log = new Log();
        var source = Open.Source<int>((logic, outlet) =>
        {
            logic.Started = () => logic.EmitTo(outlet, Enumerable.Range(0, 100));
            logic.On(outlet, () => { }, cause =>
            {
                log.Add(cause.GetType().Name);
                logic.CompleteStage();
            });
        });

        (await Elements(Source.FromGraph(source).Take(2))).ShouldBe([0, 1]);
        (await log.Next()).ShouldBe("StageWasCompleted");
    }

    [Fact]
    public async Task Reading_takes_an_element_in_place_of_the_handler()
    {
        var log = new Log();
        var sink = Open.Sink<int>((logic, inlet) =>
        {
            logic.Started = () => logic.ReadFrom(inlet, 2, first => logic.ReadFrom(
                inlet,
                third =>
                {
                    log.Add($"{string.Join(",", first)} then {third}");
                    logic.PullFrom(inlet);
                },
                () => log.Add("closed")), _ => log.Add("closed"));
            logic.On(inlet, () =>
            {
                log.Add($"handler {logic.GrabFrom(inlet)}");
                logic.PullFrom(inlet);
            }, () => log.Add("finish"));
        });

        Source.From([1, 2, 3, 4]).To(sink).Run(Materializer);

        (await log.Next(3)).ShouldBe(["1,2 then 3", "handler 4", "finish"]);
    }

    [Fact]
    public async Task Reading_past_the_end_gives_what_came_and_then_tells_the_handler()
    {
        var log = new Log();
        var sink = Open.Sink<int>((logic, inlet) =>
        {
            logic.Started = () => logic.ReadFrom(inlet, 5, _ => log.Add("all"), some => log.Add($"closed after {string.Join(",", some)}"));
            logic.On(inlet, () => { }, () => log.Add("finish"));
        });

        Source.From([1, 2]).To(sink).Run(Materializer);

        (await log.Next(2)).ShouldBe(["closed after 1,2", "finish"]);
    }
}
