using Weir.State;
using Weir.State.Codecs;
using Weir.State.Expiry;
using Weir.Unit.State.Backends;

namespace Weir.Unit.State.Expiry;

/// <summary>State that is not used for its time to live is gone, whichever backend keeps it. The test is the clock.</summary>
public sealed class ExpiryTests
{
    private static readonly StateTtl Ten = new(TimeSpan.FromMilliseconds(10));
    private long _now = 1_000;

    public static TheoryData<BackendKind> Kinds => [.. Enum.GetValues<BackendKind>().Where(BackendKinds.IsHere)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_value_expires_after_the_last_write(BackendKind kind)
    {
        using var fixture = new BackendFixture<string>(kind: kind);
        var value = States(fixture).State(new ValueStateDescriptor<int>("value", 42) { Ttl = Ten });
        fixture.At("a");
        value.Value = 1;
        _now += 9;
        value.Value.ShouldBe(1);
        value.Value = 2;
        _now += 9;
        value.Value.ShouldBe(2);
        value.HasValue.ShouldBeTrue();
        _now += 1;
        value.HasValue.ShouldBeFalse();
        value.Value.ShouldBe(42);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reading_keeps_a_value_when_it_counts_as_use(BackendKind kind)
    {
        using var fixture = new BackendFixture<string>(kind: kind);
        var value = States(fixture).State(new ValueStateDescriptor<string>("value") { Ttl = Ten with { Update = TtlUpdate.OnReadAndWrite } });
        fixture.At("a");
        value.Value = "x";
        for (var i = 0; i < 5; i++)
        {
            _now += 9;
            value.Value.ShouldBe("x");
        }

        _now += 10;
        value.Value.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_has_expired_is_seen_once_more_if_that_is_asked_for(BackendKind kind)
    {
        using var fixture = new BackendFixture<string>(kind: kind);
        var shown = Ten with { Visibility = TtlVisibility.ReturnExpiredIfNotCleanedUp, KeysCleanedPerAccess = 0 };
        var states = States(fixture);
        var value = states.State(new ValueStateDescriptor<int>("value") { Ttl = shown });
        var list = states.State(new ListStateDescriptor<int>("list") { Ttl = shown });
        var map = states.State(new MapStateDescriptor<string, int>("map") { Ttl = shown });
        fixture.At("a");
        value.Value = 1;
        list.Add(1);
        map["x"] = 1;
        _now += 100;
        value.Value.ShouldBe(1);
        value.HasValue.ShouldBeFalse();
        list.ShouldBe([1]);
        list.ShouldBeEmpty();
        map["x"].ShouldBe(1);
        map.Contains("x").ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Elements_and_entries_expire_one_by_one(BackendKind kind)
    {
        using var fixture = new BackendFixture<string>(kind: kind);
        var states = States(fixture);
        var list = states.State(new ListStateDescriptor<string>("list") { Ttl = Ten });
        var map = states.State(new MapStateDescriptor<string, int>("map") { Ttl = Ten });
        fixture.At("a");
        list.Add("old");
        map["old"] = 1;
        map["renewed"] = 1;
        _now += 6;
        list.AddRange(["new", "newer"]);
        map["new"] = 2;
        map["renewed"] = 3;
        list.ShouldBe(["old", "new", "newer"]);
        _now += 6;
        list.Count.ShouldBe(2);
        list.ShouldBe(["new", "newer"]);
        map.Count.ShouldBe(2);
        map.TryGet("old", out _).ShouldBeFalse();
        map.Remove("old").ShouldBeFalse();
        map.OrderBy(entry => entry.Key).ShouldBe([new("new", 2), new("renewed", 3)]);
        Should.Throw<KeyNotFoundException>(() => map["old"]);
        _now += 10;
        list.ShouldBeEmpty();
        map.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_folded_begins_anew_after_it_has_expired(BackendKind kind)
    {
        using var fixture = new BackendFixture<string>(kind: kind);
        var states = States(fixture);
        var sum = states.State(new ReducingStateDescriptor<int>("sum", (a, b) => a + b) { Ttl = Ten });
        var mean = states.State(new AggregatingStateDescriptor<int, List<int>, double>(
            "mean", () => [], (list, value) => [.. list, value], list => list.Average()) { Ttl = Ten });
        fixture.At("a");
        foreach (var value in new[] { 2, 4 })
        {
            sum.Add(value);
            mean.Add(value);
            _now += 5;
        }

        sum.Value.ShouldBe(6);
        mean.Value.ShouldBe(3);
        _now += 5;
        sum.HasValue.ShouldBeFalse();
        mean.HasValue.ShouldBeFalse();
        sum.Add(7);
        mean.Add(7);
        sum.Value.ShouldBe(7);
        mean.Value.ShouldBe(7);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_time_of_the_last_use_is_restored(BackendKind kind)
    {
        using var fixture = new BackendFixture<string>(kind: kind);
        var descriptor = new ValueStateDescriptor<int>("value") { Ttl = Ten };
        var value = States(fixture).State(descriptor);
        fixture.At("a");
        value.Value = 1;
        _now += 8;
        fixture.At("b");
        value.Value = 2;
        await fixture.RestartAsync(1);
        _now += 2;

        // Another duration does not change what is stored.
        var restored = States(fixture).State(new ValueStateDescriptor<int>("value") { Ttl = new StateTtl(TimeSpan.FromMilliseconds(10)) { KeysCleanedPerAccess = 0 } });
        fixture.At("a");
        restored.HasValue.ShouldBeFalse();
        fixture.At("b");
        restored.Value.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_has_expired_is_left_out_of_whole_snapshots(BackendKind kind)
    {
        foreach (var cleansUp in (bool[])[true, false])
        {
            using var fixture = new BackendFixture<string>(kind: kind);
            var ttl = Ten with { CleansUpInSnapshots = cleansUp, CleansUpInCompaction = false, KeysCleanedPerAccess = 0 };
            var value = new ValueStateDescriptor<string>("value") { Ttl = ttl };
            var list = new ListStateDescriptor<string>("list") { Ttl = ttl };
            var map = new MapStateDescriptor<string, string>("map") { Ttl = ttl };
            var sum = new ReducingStateDescriptor<int>("sum", (left, right) => left + right) { Ttl = ttl };
            var all = new AggregatingStateDescriptor<int, List<int>, int>("all", () => [], (seen, added) => [.. seen, added], seen => seen.Count) { Ttl = ttl };
            var states = States(fixture);
            var (values, lists, maps, sums, alls) = (states.State(value), states.State(list), states.State(map), states.State(sum), states.State(all));
            var forever = fixture.Subtasks[0].State(new ValueStateDescriptor<string>("forever"));
            foreach (var key in (string[])["old", "both"])
            {
                fixture.At(key);
                values.Value = key;
                lists.AddRange(["1", "2"]);
                maps["1"] = "one";
                maps["2"] = "two";
                sums.Add(1);
                alls.Add(1);
                forever.Value = key;
            }

            _now += 9;
            foreach (var key in (string[])["both", "new"])
            {
                fixture.At(key);
                values.Value = key;
                lists.Add("3");
                maps["1"] = "again";
                sums.Add(1);
                alls.Add(1);
            }

            _now += 1;
            await fixture.RestartAsync(1);

            // Seen without regard to time, by states that never clean up.
            var late = _now;
            _now = 0;
            var backend = fixture.Subtasks[0];
            states = States(fixture);
            (values, lists, maps, sums, alls) = (states.State(value), states.State(list), states.State(map), states.State(sum), states.State(all));
            _now = late - 100;
            string[] expected = cleansUp ? ["both", "new"] : ["both", "new", "old"];
            foreach (var state in (string[])["value", "list", "map", "sum", "all"])
            {
                backend.Keys(state).Order().ShouldBe(expected, ignoreOrder: false, $"{state}, {cleansUp}");
            }

            fixture.At("both");
            values.Value.ShouldBe("both");
            lists.ShouldBe(cleansUp ? ["3"] : ["1", "2", "3"]);
            maps.Select(entry => $"{entry.Key} {entry.Value}").Order().ShouldBe(cleansUp ? ["1 again"] : ["1 again", "2 two"]);
            sums.Value.ShouldBe(2);
            alls.Value.ShouldBe(2);
            fixture.At("old");
            backend.State(new ValueStateDescriptor<string>("forever")).Value.ShouldBe("old");
            _now = late;
        }
    }

    [Fact]
    public async Task A_state_that_never_expired_cannot_be_read_as_one_that_does()
    {
        using var fixture = new BackendFixture<string>();
        fixture.At("a").State(new ValueStateDescriptor<int>("value")).Value = 1;
        await fixture.RestartAsync(1);
        var refused = Should.Throw<IncompatibleSchemaException>(() => States(fixture).State(new ValueStateDescriptor<int>("value") { Ttl = Ten }));
        refused.Message.ShouldContain("State 'value'");
    }

    [Fact]
    public void Keys_that_nobody_asks_for_go_too()
    {
        using var fixture = new BackendFixture<string>();
        var value = States(fixture).State(new ValueStateDescriptor<int>("value") { Ttl = Ten });
        for (var i = 0; i < 100; i++)
        {
            fixture.At($"key {i}");
            value.Value = i;
        }

        _now += 100;
        fixture.At("alive");
        for (var i = 0; i < 120; i++)
        {
            _now++;
            value.Value = i;
            fixture.Heap.Key.ShouldBe("alive");
        }

        fixture.Heap.Keys("value").ShouldBe(["alive"]);
    }

    [Fact]
    public void A_time_to_live_of_nothing_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new StateTtl(TimeSpan.Zero)).Message.ShouldContain("millisecond");

    private ExpiringStates<string> States(BackendFixture<string> fixture) => new(fixture.Subtasks.ShouldHaveSingleItem(), () => _now);
}
