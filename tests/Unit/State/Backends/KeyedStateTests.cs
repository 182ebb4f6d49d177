using Weir.State;

namespace Weir.Unit.State.Backends;

/// <summary>Each kind of state: fresh, restored, and restored to fewer and more subtasks.</summary>
public class KeyedStateTests
{
    private const int Keys = 500;

    private static readonly ValueStateDescriptor<long> s_count = new("count", -1);
    private static readonly ValueStateDescriptor<Basket?> s_basket = new("basket");
    private static readonly ListStateDescriptor<string> s_log = new("log");
    private static readonly MapStateDescriptor<string, int> s_map = new("map");
    private static readonly ReducingStateDescriptor<long> s_sum = new("sum", (left, right) => left + right);

    private static readonly AggregatingStateDescriptor<int, (long Sum, int Count), double> s_mean = new(
        "mean", () => (0, 0), (sum, input) => (sum.Sum + input, sum.Count + 1), sum => (double)sum.Sum / sum.Count);

    /// <summary>The backend and the parallelism before the restarts and after them, and how many restarts.</summary>
    public static TheoryData<BackendKind, int, BackendKind, int, int> Restarts
    {
        get
        {
            (int Before, int After, int Restarts)[] parallelisms = [(1, 1, 0), (1, 1, 1), (3, 3, 1), (2, 5, 1), (5, 2, 1), (1, 128, 1), (128, 1, 1), (3, 4, 3)];
            var rows = new TheoryData<BackendKind, int, BackendKind, int, int>();
            foreach (var (before, after, restarts) in parallelisms)
            {
                rows.Add(BackendKind.Heap, before, BackendKind.Heap, after, restarts);
                if (BackendKinds.IsHere(BackendKind.RocksDb))
                {
                    // A database each.
                    rows.Add(BackendKind.RocksDb, Math.Min(before, 8), BackendKind.RocksDb, Math.Min(after, 8), restarts);
                }
            }

            if (BackendKinds.IsHere(BackendKind.RocksDb))
            {
                rows.Add(BackendKind.Heap, 2, BackendKind.RocksDb, 3, 1);
                rows.Add(BackendKind.RocksDb, 3, BackendKind.Heap, 2, 1);
                rows.Add(BackendKind.Heap, 2, BackendKind.RocksDb, 2, 2);
            }

            return rows;
        }
    }

    public static TheoryData<BackendKind> Kinds => [.. Enum.GetValues<BackendKind>().Where(BackendKinds.IsHere)];

    [RocksDbFact]
    public void State_in_RocksDB_is_tested_here() => BackendKinds.IsHere(BackendKind.RocksDb).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Restarts))]
    public async Task Value_state_is_what_was_set(BackendKind kind, int before, BackendKind next, int after, int restarts)
    {
        using var fixture = new BackendFixture<long>(before, kind: kind);
        for (long key = 0; key < Keys; key++)
        {
            fixture.At(key).State(s_count).Value = key * 7;
            fixture.At(key).State(s_basket).Value = new Basket { Owner = $"owner {key}", Items = { $"item {key}" } };
        }

        for (long key = 0; key < Keys; key += 3)
        {
            fixture.At(key).State(s_count).Clear();
        }

        await Restart(fixture, next, after, restarts);
        for (long key = 0; key < Keys; key++)
        {
            var state = fixture.At(key).State(s_count);
            state.HasValue.ShouldBe(key % 3 != 0);
            state.Value.ShouldBe(key % 3 == 0 ? -1 : key * 7);
            var basket = fixture.At(key).State(s_basket).Value.ShouldNotBeNull();
            basket.Owner.ShouldBe($"owner {key}");
            basket.Items.ShouldBe([$"item {key}"]);
        }
    }

    [Theory]
    [MemberData(nameof(Restarts))]
    public async Task List_state_keeps_its_order(BackendKind kind, int before, BackendKind next, int after, int restarts)
    {
        using var fixture = new BackendFixture<string>(before, kind: kind);
        for (var key = 0; key < Keys; key++)
        {
            var list = fixture.At($"key {key}").State(s_log);
            list.AddRange(Enumerable.Range(0, key % 10).Select(i => $"{key}.{i}"));
            if (key % 7 == 0)
            {
                list.Update(["replaced", "twice"]);
                list.Add("more");
            }
        }

        await Restart(fixture, next, after, restarts);
        for (var key = 0; key < Keys; key++)
        {
            var list = fixture.At($"key {key}").State(s_log);
            string[] expected = key % 7 == 0 ? ["replaced", "twice", "more"] : [.. Enumerable.Range(0, key % 10).Select(i => $"{key}.{i}")];
            list.ShouldBe(expected);
            list.Count.ShouldBe(expected.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Restarts))]
    public async Task Map_state_keeps_its_entries(BackendKind kind, int before, BackendKind next, int after, int restarts)
    {
        using var fixture = new BackendFixture<Guid>(before, kind: kind);
        var keys = Enumerable.Range(0, Keys).Select(i => new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).ToArray();
        for (var i = 0; i < Keys; i++)
        {
            var map = fixture.At(keys[i]).State(s_map);
            map["a"] = i;
            map["b"] = -i;
            map.Remove(i % 2 == 0 ? "a" : "absent").ShouldBe(i % 2 == 0);
            map["c"] = 3;
            if (i % 5 == 0)
            {
                map.Remove("b").ShouldBeTrue();
                map.Remove("c").ShouldBeTrue();
            }
        }

        await Restart(fixture, next, after, restarts);
        for (var i = 0; i < Keys; i++)
        {
            var expected = new Dictionary<string, int>();
            if (i % 2 != 0)
            {
                expected["a"] = i;
            }

            if (i % 5 != 0)
            {
                expected["b"] = -i;
                expected["c"] = 3;
            }

            var map = fixture.At(keys[i]).State(s_map);
            map.Count.ShouldBe(expected.Count);
            map.ShouldBe(expected, ignoreOrder: true);
            map.Contains("b").ShouldBe(i % 5 != 0);
            map.TryGet("a", out var value).ShouldBe(i % 2 != 0);
            value.ShouldBe(i % 2 != 0 ? i : 0);
        }


        Should.Throw<KeyNotFoundException>(() => fixture.At(keys[0]).State(s_map)["none"]).Message.ShouldContain("'none'");
        keys.Select(fixture.At).Distinct().SelectMany(backend => backend.Keys("map")).Count().ShouldBe(Keys - (Keys / 10));
    }

    [Theory]
    [MemberData(nameof(Restarts))]
    public async Task Reducing_and_aggregating_state_fold_what_is_added(BackendKind kind, int before, BackendKind next, int after, int restarts)
    {
        using var fixture = new BackendFixture<(int, string)>(before, kind: kind);
        for (var key = 0; key < Keys; key++)
        {
            for (var i = 0; i <= key % 4; i++)
            {
                fixture.At((key, "x")).State(s_sum).Add(key + i);
                fixture.At((key, "x")).State(s_mean).Add(key + i);
            }
        }

        fixture.At((0, "x")).State(s_sum).Clear();
        await Restart(fixture, next, after, restarts);
        for (var key = 0; key < Keys; key++)
        {
            var n = (key % 4) + 1;
            var sum = (n * key) + (n * (n - 1) / 2);
            var backend = fixture.At((key, "x"));
            backend.State(s_sum).HasValue.ShouldBe(key != 0);
            backend.State(s_sum).Value.ShouldBe(key == 0 ? 0 : sum);
            backend.State(s_mean).Value.ShouldBe((double)sum / n);
            backend.State(s_sum).Add(1);
            backend.State(s_sum).Value.ShouldBe(key == 0 ? 1 : sum + 1);
        }
    }

    [Theory]
    [MemberData(nameof(Restarts))]
    public async Task Timers_come_in_their_order(BackendKind kind, int before, BackendKind next, int after, int restarts)
    {
        using var fixture = new BackendFixture<long>(before, kind: kind);
        for (long key = 0; key < Keys; key++)
        {
            var timers = fixture.At(key).Timers("timers");
            var hash = Weir.State.Keys.KeyHasher<long>.Default.Hash(in key);
            timers.Add(1000 - key, in key, hash).ShouldBeTrue();
            timers.Add(1000 - key, in key, hash).ShouldBeFalse();
            timers.Add(5, in key, hash).ShouldBeTrue();
            if (key % 2 == 0)
            {
                timers.Delete(5, in key, hash).ShouldBeTrue();
                timers.Delete(5, in key, hash).ShouldBeFalse();
            }
        }

        await Restart(fixture, next, after, restarts);
        fixture.Subtasks.Min(backend => backend.Timers("timers").NextTimestamp).ShouldBe(5);
        var early = fixture.Subtasks.SelectMany(backend => backend.Timers("timers").PopUpTo(600).ToArray()).ToArray();
        early.Select(timer => (timer.Timestamp, timer.Key)).ShouldBe(
            Enumerable.Range(0, Keys).Where(key => key % 2 != 0).Select(key => (5L, (long)key))
                .Concat(Enumerable.Range(400, 100).Select(key => (1000L - key, (long)key))),
            ignoreOrder: true);
        foreach (var backend in fixture.Subtasks)
        {
            var rest = backend.Timers("timers").PopUpTo(long.MaxValue).Select(timer => timer.Timestamp).ToArray();
            rest.ShouldBeInOrder();
            rest.ShouldAllBe(timestamp => timestamp > 600);
            backend.Timers("timers").NextTimestamp.ShouldBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_no_state_asks_for_goes_into_later_snapshots_as_it_is(BackendKind kind)
    {
        using var fixture = new BackendFixture<long>(2, kind: kind);
        for (long key = 0; key < Keys; key++)
        {
            fixture.At(key).State(s_count).Value = key;
            fixture.At(key).Timers("timers").Add(key, in key, Weir.State.Keys.KeyHasher<long>.Default.Hash(in key));
        }

        await fixture.RestartAsync(3);
        fixture.At(1).State(s_sum).Add(1);
        await fixture.RestartAsync(1);
        await fixture.RestartAsync(2);
        for (long key = 0; key < Keys; key++)
        {
            fixture.At(key).State(s_count).Value.ShouldBe(key);
        }

        fixture.Subtasks.Sum(backend => backend.Timers("timers").Count).ShouldBe(Keys);
        fixture.At(1).State(s_sum).Value.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_default_that_can_change_is_not_shared_by_keys(BackendKind kind)
    {
        using var fixture = new BackendFixture<long>(kind: kind);
        var descriptor = new ValueStateDescriptor<List<int>>("lists", [1]);
        fixture.At(1).State(descriptor).Value!.Add(2);
        fixture.At(2).State(descriptor).Value.ShouldBe([1]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_name_stands_for_one_state(BackendKind kind)
    {
        using var fixture = new BackendFixture<long>(kind: kind);
        var backend = fixture.At(1);
        var state = backend.State(s_count);
        backend.State(new ValueStateDescriptor<long>("count")).ShouldBeSameAs(state);
        Should.Throw<InvalidOperationException>(() => backend.State(new ValueStateDescriptor<int>("count"))).Message.ShouldContain("'count'");
        Should.Throw<InvalidOperationException>(() => backend.State(new ListStateDescriptor<long>("count"))).Message.ShouldContain("List");
        Should.Throw<InvalidOperationException>(() => backend.Timers("count")).Message.ShouldContain("'count'");
        Should.Throw<ArgumentException>(() => new ValueStateDescriptor<long>(" "));
        Should.Throw<ArgumentException>(() => backend.Keys("unknown")).Message.ShouldContain("count");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_state_that_was_stored_as_another_kind_is_refused(BackendKind kind)
    {
        using var fixture = new BackendFixture<long>(kind: kind);
        fixture.At(1).State(s_count).Value = 1;
        await fixture.RestartAsync(1);
        Should.Throw<InvalidOperationException>(() => fixture.At(1).State(new ListStateDescriptor<long>("count")))
            .Message.ShouldBe("State 'count' was stored as a Value state, and is now asked for as a List state. Give the new one another name.");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_key_of_another_subtask_is_refused(BackendKind kind)
    {
        using var fixture = new BackendFixture<long>(2, kind: kind);
        var key = Enumerable.Range(0, 100).Select(i => (long)i).First(key => ReferenceEquals(fixture.At(key), fixture.Subtasks[1]));
        fixture.Subtasks[0].SetKey(in key, Weir.State.Keys.KeyHasher<long>.Default.Hash(in key));
        Should.Throw<ArgumentException>(() => fixture.Subtasks[0].State(s_count).Value = 1).Message.ShouldContain("wrong subtask");
    }

    [Fact]
    public void A_table_of_values_that_can_change_in_place_is_refused()
    {
        using var fixture = new BackendFixture<long>();
        fixture.Heap.Table(s_count).ShouldNotBeNull();
        Should.Throw<InvalidOperationException>(() => fixture.Heap.Table(new ValueStateDescriptor<List<int>>("lists"))).Message.ShouldContain("IValueState");
    }

    private static async Task Restart<TKey>(BackendFixture<TKey> fixture, BackendKind kind, int parallelism, int restarts)
    {
        for (var i = 0; i < restarts; i++)
        {
            await fixture.RestartAsync(parallelism, kind);
        }
    }

    internal sealed class Basket
    {
        public string Owner { get; set; } = "";

        public List<string> Items { get; set; } = [];
    }
}
