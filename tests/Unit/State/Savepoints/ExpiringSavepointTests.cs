using Weir.State;
using Weir.State.Codecs;
using Weir.State.Expiry;
using Weir.State.Keys;
using Weir.State.Savepoints;

namespace Weir.Unit.State.Savepoints;

/// <summary>State that expires is read from a savepoint as what its users see.</summary>
public sealed class ExpiringSavepointTests
{
    private static readonly StateTtl Hour = new(TimeSpan.FromHours(1));
    private static readonly long s_start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public async Task Values_of_each_kind_are_read_without_their_times()
    {
        using var folder = await WriteAsync();
        var count = Savepoint.Open(folder.Path).Operator("count").Keyed<string>();
        (await count.Value<int>("value").FindAsync("w7"))!.Value.Value.ShouldBe(7);
        (await count.Value<long>("value").FindAsync("w7"))!.Value.Value.ShouldBe(7, "types may have evolved");
        (await count.List<int>("list").FindAsync("w7"))!.Value.Value.ShouldBe([7, 8]);
        (await count.Map<string, string>("map").FindAsync("w7"))!.Value.Value.ShouldBe(new Dictionary<string, string> { ["x"] = "w7" });
        (await count.Reducing<int>("sum").FindAsync("w7"))!.Value.Value.ShouldBe(15);
        (await count.Aggregating<List<int>>("all").FindAsync("w7"))!.Value.Value.ShouldBe([7]);
        (await count.Value<Stamp>("stamp").FindAsync("w7"))!.Value.Value.ShouldBe(new Stamp(7, "w7"), "it only looks as one that expires");
        var refused = await Should.ThrowAsync<IncompatibleSchemaException>(() => count.Value<string>("value").FindAsync("w7"));
        refused.Message.ShouldContain("State 'value'");
        await Should.ThrowAsync<InvalidOperationException>(() => count.List<int>("value").FindAsync("w7"));
    }

    [Fact]
    public async Task What_is_set_or_updated_counts_as_used_now_and_all_else_as_it_was()
    {
        using var folder = await WriteAsync();
        var edit = Savepoint.Open(folder.Path).Edit();
        var count = edit.Operator("count").Keyed<string>();
        count.Value<int>("value").Set("w1", 10).Set("new", 20).RemoveWhere((key, _) => key == "w2").Remove("w3");
        count.List<int>("list").Set("w1", [4, 5, 6]);
        count.Map<string, string>("map").Update((key, map) => new Dictionary<string, string>(map) { ["y"] = key });
        count.Reducing<int>("sum").Set("w1", 100);
        count.Aggregating<List<int>>("all").Set("w1", [1, 2]);
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await edit.WriteAsync(folder.Other);
        var after = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        using var restored = await SavepointFolder.RestoredAsync<string>(folder.Other);
        var values = restored.State(new ValueStateDescriptor<Timed<int>>("value"));
        Bind("w4");
        values.Value.ShouldBe(new Timed<int>(s_start + 4000, 4), "it was not changed");
        Bind("w1");
        values.Value.Value.ShouldBe(10);
        values.Value.UsedAt.ShouldBeInRange(before, after);
        restored.State(new ListStateDescriptor<Timed<int>>("list")).Select(element => element.Value).ShouldBe([4, 5, 6]);
        restored.State(new ListStateDescriptor<Timed<int>>("list")).ShouldAllBe(element => element.UsedAt >= before && element.UsedAt <= after);
        restored.State(new MapStateDescriptor<string, Timed<string>>("map")).Select(entry => entry.Key).ShouldBe(["x", "y"], ignoreOrder: true);
        restored.State(new ValueStateDescriptor<Timed<int>>("sum")).Value.Value.ShouldBe(100);
        restored.State(new ValueStateDescriptor<Timed<List<int>>>("all")).Value.Value.ShouldBe([1, 2]);
        Bind("new");
        values.Value.Value.ShouldBe(20);
        foreach (var removed in (string[])["w2", "w3"])
        {
            Bind(removed);
            values.HasValue.ShouldBeFalse(removed);
        }

        void Bind(string key) => restored.SetKey(key, KeyHasher<string>.Default.Hash(key));
    }

    internal static Task<SavepointFolder> WriteAsync()
    {
        return SavepointFolder.WriteAsync(Enumerable.Range(0, 20).Select(n => $"w{n}"), (backend, key) =>
        {
            var n = int.Parse(key[1..], System.Globalization.CultureInfo.InvariantCulture);
            var now = s_start + (n * 1000);
            var states = new ExpiringStates<string>(backend, () => now);
            states.State(new ValueStateDescriptor<int>("value") { Ttl = Hour }).Value = n;
            var list = states.State(new ListStateDescriptor<int>("list") { Ttl = Hour });
            list.Add(n);
            now += 1000;
            list.Add(n + 1);
            states.State(new MapStateDescriptor<string, string>("map") { Ttl = Hour })["x"] = key;
            var sum = states.State(new ReducingStateDescriptor<int>("sum", (left, right) => left + right) { Ttl = Hour });
            sum.Add(n);
            sum.Add(n + 1);
            states.State(new AggregatingStateDescriptor<int, List<int>, int>("all", () => [], (all, value) => [.. all, value], all => all.Count) { Ttl = Hour }).Add(n);
            backend.State(new ValueStateDescriptor<Stamp>("stamp")).Value = new Stamp(n, key);
        });
    }

    /// <summary>Has members as what is stored of state that expires.</summary>
    internal readonly record struct Stamp(long UsedAt, string Value);
}
