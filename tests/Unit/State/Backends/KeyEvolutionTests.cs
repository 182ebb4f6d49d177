using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Backends;

/// <summary>What may become of a key type, and of values, between the checkpoint and the restore.</summary>
public class KeyEvolutionTests
{
    private static readonly KeyGroupRange s_all = new(0, 128);

    [Fact]
    public async Task A_key_may_become_a_wider_number_or_other_text()
    {
        var numbers = await RestoreAsync<int, long, long, long>([1, -2, int.MaxValue], 5);
        foreach (var key in new[] { 1L, -2L, int.MaxValue })
        {
            numbers.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            numbers.State(new ValueStateDescriptor<long>("value")).Value.ShouldBe(5);
        }

        var texts = await RestoreAsync<string, Utf8Text, int, double>(["a", "naïve", new string('x', 200)], 7);
        foreach (var key in new Utf8Text[] { "a", "naïve", new string('x', 200) })
        {
            texts.SetKey(in key, KeyHasher<Utf8Text>.Default.Hash(in key));
            texts.State(new ValueStateDescriptor<double>("value")).Value.ShouldBe(7);
        }
    }

    [Fact]
    public async Task A_key_type_with_other_members_is_refused() =>
        (await Should.ThrowAsync<IncompatibleSchemaException>(() => RestoreAsync<(int, int), (int, int, int), int, int>([(1, 2)], 5)))
            .Message.ShouldContain("The key of state 'value' was stored as ValueTuple<Int32, Int32>(Item1: int32, Item2: int32) and is now");

    [Fact]
    public async Task A_key_whose_hash_has_changed_is_refused()
    {
        var old = new HeapStateBackend<int>(KeyedBackendContext<int>.For(128, s_all));
        old.SetKey(5, KeyHasher<int>.Default.Hash(5));
        old.State(new ValueStateDescriptor<int>("value")).Value = 1;
        old.Timers("timers").Add(1, 5, KeyHasher<int>.Default.Hash(5));
        using var fixture = new BackendFixture<int>();
        using var snapshot = old.Snapshot(new(1));
        var restored = await fixture.RestoredAsync(snapshot, new KeyedBackendContext<int>(Codec.For<int>(), new Other(), 128, s_all));
        Should.Throw<InvalidOperationException>(() => restored.State(new ValueStateDescriptor<int>("value"))).Message.ShouldContain("The stored key '5'");
        Should.Throw<InvalidOperationException>(() => restored.Timers("timers")).Message.ShouldContain("The stored key '5'");
    }

    [Fact]
    public async Task A_narrower_value_is_refused_and_names_the_state() =>
        (await Should.ThrowAsync<IncompatibleSchemaException>(() => RestoreAsync<int, int, long, int>([1], 5)))
            .Message.ShouldStartWith("State 'value' was stored as int64 and is now int32");

    private static async Task<HeapStateBackend<TNewKey>> RestoreAsync<TKey, TNewKey, TValue, TNewValue>(TKey[] keys, TValue value)
    {
        var old = new HeapStateBackend<TKey>(KeyedBackendContext<TKey>.For(128, s_all));
        foreach (var key in keys)
        {
            old.SetKey(in key, KeyHasher<TKey>.Default.Hash(in key));
            old.State(new ValueStateDescriptor<TValue>("value")).Value = value;
        }

        var storage = new InMemoryCheckpointStorage();
        var location = await storage.BeginCheckpointAsync("0123456789abcdef0123456789abcdef", 1, CancellationToken.None);
        using var snapshot = old.Snapshot(new(1));
        var handles = await snapshot.WriteAsync(storage.WriterFor(location), "keyed", CancellationToken.None);
        var restored = new HeapStateBackend<TNewKey>(KeyedBackendContext<TNewKey>.For(128, s_all));
        restored.State(new ValueStateDescriptor<TNewValue>("value"));
        await restored.RestoreAsync(handles, storage.ReaderFor(location), 0, CancellationToken.None);
        return restored;
    }

    private sealed class Other : KeyHasher<int>
    {
        public override uint Hash(in int key) => ~Default.Hash(in key);
    }
}
