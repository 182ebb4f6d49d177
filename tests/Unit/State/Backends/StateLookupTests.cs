using Weir.State;
using Weir.State.Codecs;
using Weir.State.Savepoints;

namespace Weir.Unit.State.Backends;

/// <summary>A key is looked up in a running backend without anything of it being changed, or the key that it is bound to.</summary>
public class StateLookupTests
{
    private static readonly ValueStateDescriptor<long> s_count = new("count");
    private static readonly ValueStateDescriptor<Basket?> s_basket = new("basket");
    private static readonly ListStateDescriptor<string> s_log = new("log");
    private static readonly MapStateDescriptor<string, int> s_map = new("map");
    private static readonly ReducingStateDescriptor<long> s_sum = new("sum", (left, right) => left + right);

    private static readonly AggregatingStateDescriptor<int, (long Sum, int Count), double> s_mean = new(
        "mean", () => (0, 0), (sum, input) => (sum.Sum + input, sum.Count + 1), sum => (double)sum.Sum / sum.Count);

    public static TheoryData<BackendKind> Kinds => [.. Enum.GetValues<BackendKind>().Where(BackendKinds.IsHere)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_of_state_is_shown_as_a_snapshot_would_have_it(BackendKind kind)
    {
        using var fixture = new BackendFixture<string>(kind: kind);
        var backend = fixture.At("a");
        backend.State(s_count).Value = 5;
        backend.State(s_log).AddRange(["x", "y"]);
        backend.State(s_map)["one"] = 1;
        backend.State(s_map)["two"] = 2;
        backend.State(s_sum).Add(3);
        backend.State(s_sum).Add(4);
        backend.State(s_mean).Add(10);
        backend.State(s_basket).Value = new Basket { Owner = "me", Items = { "first" } };

        // Changed in place: it is not written before the next record.
        backend.State(s_basket).Value!.Items.Add("second");
        fixture.At("other").State(s_count).Value = 6;

        Show("count").ShouldBe("5");
        Show("log").ShouldBe("[\"x\",\"y\"]");
        Show("map").ShouldBe("{\"one\":1,\"two\":2}");
        Show("sum").ShouldBe("7");
        Show("mean").ShouldBe("{\"Item1\":10,\"Item2\":1}");
        Show("basket")!.ShouldContain("second");
        backend.Key.ShouldBe("other");
        backend.State(s_count).Value.ShouldBe(6);

        string? Show(string state)
        {
            backend.EndTurn();
            var found = backend.Peek(state, Encoded("a"));
            return found.Value is null ? null : SchemaJsonWriter.Text(found.Description.Value, found.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_key_that_has_nothing_is_told_from_a_state_that_is_not_there(BackendKind kind)
    {
        using var fixture = new BackendFixture<string>(kind: kind);
        var backend = fixture.At("a");
        backend.State(s_count).Value = 5;
        backend.State(s_log).Add("x");
        backend.State(s_map)["one"] = 1;
        backend.Timers("timers").Add(5, "a", 0);
        backend.EndTurn();
        foreach (var state in (string[])["count", "log", "map"])
        {
            backend.Peek(state, Encoded("b")).Value.ShouldBeNull();
        }

        backend.State(s_log).Clear();
        backend.EndTurn();
        backend.Peek("log", Encoded("a")).Value.ShouldBeNull();
        Should.Throw<ArgumentException>(() => backend.Peek("nothing", Encoded("a"))).Message.ShouldContain("there are: count, log, map");
        Should.Throw<ArgumentException>(() => backend.Peek("timers", Encoded("a"))).Message.ShouldContain("by key");
    }

    [Fact]
    public void A_key_of_another_subtask_is_refused()
    {
        using var fixture = new BackendFixture<string>(parallelism: 2);
        var owner = fixture.At("a");
        owner.State(s_count).Value = 5;
        var other = fixture.Subtasks.Single(subtask => subtask != owner);
        other.State(s_count);
        Should.Throw<ArgumentException>(() => other.Peek("count", Encoded("a"))).Message.ShouldContain("key group");
    }

    internal sealed class Basket
    {
        public string Owner { get; set; } = "";

        public List<string> Items { get; } = [];
    }

    private static byte[] Encoded(string key)
    {
        var writer = new StateWriter();
        Codec.For<string>().Write(key, writer);
        return writer.ToArray();
    }
}
