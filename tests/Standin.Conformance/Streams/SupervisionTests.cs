using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Supervision;

namespace Weir.Standin.Conformance.Streams;

public sealed class SupervisionTests : StreamsSpec
{
    private static int Half(int x) => x == 3 ? throw new ArithmeticException("odd") : x * 10;

    private static Source<int, Akka.NotUsed> Numbers => Source.From([1, 2, 3, 4, 5]);

    public static TheoryData<string> Operators => ["Select", "Where", "SelectAsync", "SelectAsyncUnordered", "SelectMany", "TakeWhile", "Scan", "Aggregate"];

    [Theory]
    [MemberData(nameof(Operators))]
    public async Task A_function_that_throws_fails_the_stream_by_default(string name) =>
        (await Fails<ArithmeticException>(Elements(Throwing(name)))).Message.ShouldBe("odd");

    [Theory]
    [InlineData("Select", new[] { 10, 20, 40, 50 })]
    [InlineData("Where", new[] { 1, 2, 4, 5 })]
    [InlineData("SelectAsync", new[] { 10, 20, 40, 50 })]
    [InlineData("SelectMany", new[] { 10, 20, 40, 50 })]
    [InlineData("TakeWhile", new[] { 1, 2, 4, 5 })]
    [InlineData("Scan", new[] { 0, 10, 30, 70, 120 })]
    [InlineData("Aggregate", new[] { 120 })]
    public async Task Resuming_drops_the_element_and_keeps_the_state(string name, int[] expected) =>
        (await Elements(Throwing(name).WithAttributes(ActorAttributes.CreateSupervisionStrategy(Deciders.ResumingDecider)))).ShouldBe(expected);

    [Theory]
    [InlineData("Select", new[] { 10, 20, 40, 50 })]
    [InlineData("Scan", new[] { 0, 10, 30, 0, 40, 90 })]
    [InlineData("Aggregate", new[] { 90 })]
    public async Task Restarting_drops_the_element_and_the_state(string name, int[] expected) =>
        (await Elements(Throwing(name).WithAttributes(ActorAttributes.CreateSupervisionStrategy(Deciders.RestartingDecider)))).ShouldBe(expected);

    [Fact]
    public async Task A_decider_chooses_by_the_exception()
    {
        Decider decider = e => e is ArithmeticException ? Directive.Resume : Directive.Stop;
        var source = Numbers.Select(x => x == 5 ? throw new InvalidOperationException("five") : Half(x))
            .WithAttributes(ActorAttributes.CreateSupervisionStrategy(decider));
        var seen = new List<int>();

        await Fails<InvalidOperationException>(source.RunForeach(seen.Add, Materializer));

        seen.ShouldBe([10, 20, 40]);
    }

    [Fact]
    public async Task The_decider_of_the_materializer_is_the_default()
    {
        using var resuming = ActorMaterializer.Create(System, ActorMaterializerSettings.Create(System).WithSupervisionStrategy(Deciders.ResumingDecider));

        (await Numbers.Select(Half).RunWith(Sink.Seq<int>(), resuming).WaitAsync(Patience)).ShouldBe([10, 20, 40, 50]);
    }

    [Fact]
    public async Task The_decider_nearest_to_the_operator_wins()
    {
        var inner = Flow.Create<int>().Select(Half).WithAttributes(ActorAttributes.CreateSupervisionStrategy(Deciders.ResumingDecider));
        var outer = Numbers.Via(inner).WithAttributes(ActorAttributes.CreateSupervisionStrategy(Deciders.StoppingDecider));

        (await Elements(outer)).ShouldBe([10, 20, 40, 50]);
    }

    private static Source<int, Akka.NotUsed> Throwing(string name) => name switch
    {
        "Select" => Numbers.Select(Half),
        "Where" => Numbers.Where(x => Half(x) > 0),
        "SelectAsync" => Numbers.SelectAsync(2, async x =>
        {
            await Task.Yield();
            return Half(x);
        }),
        "SelectAsyncUnordered" => Numbers.SelectAsyncUnordered(2, x => Task.FromResult(Half(x))),
        "SelectMany" => Numbers.SelectMany(x => new[] { Half(x) }),
        "TakeWhile" => Numbers.TakeWhile(x => Half(x) > 0),
        "Scan" => Numbers.Scan(0, (sum, x) => sum + Half(x)),
        "Aggregate" => Numbers.Aggregate(0, (sum, x) => sum + Half(x)),
        _ => throw new ArgumentException($"no operator {name}", nameof(name)),
    };
}
