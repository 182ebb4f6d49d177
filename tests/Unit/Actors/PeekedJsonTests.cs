using Weir.Actors.Subtasks;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Expiry;

namespace Weir.Unit.Actors;

/// <summary>What of a looked up state has expired is not shown.</summary>
public class PeekedJsonTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(10_000);
    private static readonly StateTtl OneSecond = new(TimeSpan.FromSeconds(1));

    [Fact]
    public void A_value_is_shown_until_its_time_is_over()
    {
        Json(StateKind.Value, new Timed<int>(9_001, 5), OneSecond).ShouldBe("5");
        Json(StateKind.Value, new Timed<int>(9_000, 5), OneSecond).ShouldBeNull();
        Json(StateKind.Value, new Timed<int>(9_000, 5), OneSecond with { Visibility = TtlVisibility.ReturnExpiredIfNotCleanedUp }).ShouldNotBeNull();
    }

    [Fact]
    public void Of_lists_and_maps_each_entry_has_its_own_time()
    {
        Json(StateKind.List, new List<Timed<string>> { new(1, "old"), new(9_500, "new") }, OneSecond).ShouldBe("[\"new\"]");
        Json(StateKind.List, new List<Timed<string>> { new(1, "old") }, OneSecond).ShouldBeNull();
        Json(StateKind.Map, new Dictionary<string, Timed<int>> { ["old"] = new(1, 1), ["new"] = new(9_500, 2) }, OneSecond).ShouldBe("{\"new\":2}");
        Json(StateKind.Map, new Dictionary<(int, int), Timed<int>> { [(1, 2)] = new(1, 1), [(3, 4)] = new(9_500, 2) }, OneSecond)
            .ShouldBe("[{\"key\":{\"Item1\":3,\"Item2\":4},\"value\":2}]");
        Json(StateKind.Map, new Dictionary<string, Timed<int>> { ["old"] = new(1, 1) }, OneSecond).ShouldBeNull();
    }

    [Fact]
    public void What_does_not_expire_is_shown_as_it_is() => Json(StateKind.Value, 7, ttl: null).ShouldBe("7");

    private static string? Json<T>(StateKind kind, T value, StateTtl? ttl)
    {
        var writer = new StateWriter();
        Codec.For<T>().Write(in value, writer);
        return PeekedJson.Of(new PeekedState(new StoredState("state", kind, Codec.For<int>().Schema, Codec.For<T>().Schema), writer.ToArray(), ttl), [7, 0, 0, 0], Now);
    }
}
