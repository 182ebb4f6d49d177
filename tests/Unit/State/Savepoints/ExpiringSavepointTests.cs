using Weir.State;
using Weir.State.Codecs;
using Weir.State.Expiry;
using Weir.State.Savepoints;

namespace Weir.Unit.State.Savepoints;

/// <summary>State that expires is read from a savepoint as what its users see.</summary>
public sealed class ExpiringSavepointTests
{
    private static readonly StateTtl Hour = new(TimeSpan.FromHours(1));

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

    internal static Task<SavepointFolder> WriteAsync()
    {
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return SavepointFolder.WriteAsync(Enumerable.Range(0, 20).Select(n => $"w{n}"), (backend, key) =>
        {
            var n = int.Parse(key[1..], System.Globalization.CultureInfo.InvariantCulture);
            var now = start + (n * 1000);
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
