using System.Collections.Immutable;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Storage;
using Weir.State.Storage.Memory;

namespace Weir.Unit.State.Backends;

/// <summary>How stored entries come back into the heap's tables, much of it and of many types.</summary>
public sealed class HeapRestoreTests : IDisposable
{
    private const int Groups = 64;
    private const string JobId = "0123456789abcdef0123456789abcdef";
    private static readonly ValueStateDescriptor<long> s_value = new("value");
    private static readonly MapStateDescriptor<int, string> s_map = new("map");

    private readonly InMemoryCheckpointStorage _storage = new();
    private readonly HeapStateBackend<long> _backend = Backend();

    private enum Colour : byte
    {
        Red = 3,
        Blue = 200,
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Much_state_in_layers_comes_back_whether_it_is_asked_for_before_or_after(bool isAskedBefore)
    {
        const int Keys = 200_000;
        for (var key = 0L; key < Keys; key++)
        {
            At(key).State(s_value).Value = key;
        }

        for (var key = 0L; key < 1_000; key++)
        {
            At(key).State(s_map)[(int)key] = $"{key}";
            _backend.Timers("timers").Add(key, in key, KeyHasher<long>.Default.Hash(in key));
        }

        await CheckpointAsync(1, 0);
        for (var key = 0L; key < Keys; key += 20)
        {
            At(key).State(s_value).Value = -key;
            At(key + 1).State(s_value).Clear();
        }

        At(7).State(s_map).Clear();
        var (handles, reader) = await CheckpointAsync(2, 1);
        handles.Length.ShouldBe(2);
        handles.Sum(handle => handle.Files.Sum(file => file.Length)).ShouldBeGreaterThan(3 << 20);

        using var restored = Backend();
        if (isAskedBefore)
        {
            Ask(restored);
        }

        await restored.RestoreAsync(handles, reader, 2, CancellationToken.None);
        Ask(restored);
        restored.Keys("value").Count().ShouldBe(Keys - (Keys / 20));
        for (var key = 0L; key < Keys; key++)
        {
            restored.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            var state = restored.State(s_value);
            state.HasValue.ShouldBe(key % 20 != 1);
            state.Value.ShouldBe(key % 20 == 0 ? -key : key % 20 == 1 ? 0 : key);
        }

        restored.Keys("map").Order().ShouldBe(Enumerable.Range(0, 1_000).Where(key => key != 7).Select(key => (long)key));
        var timers = new List<long>();
        while (restored.Timers("timers").TryPop(long.MaxValue, out var timer))
        {
            timers.Add(timer.Key);
        }

        timers.ShouldBe(Enumerable.Range(0, 1_000).Select(key => (long)key));
    }

    [Fact]
    public async Task What_is_restored_has_not_changed_since()
    {
        for (var key = 0L; key < 200_000; key++)
        {
            At(key).State(s_value).Value = key;
        }

        var (handles, reader) = await CheckpointAsync(1, 0);
        using var restored = Backend();
        restored.State(s_value);
        await restored.RestoreAsync(handles, reader, 1, CancellationToken.None);
        restored.SetKey(5, KeyHasher<long>.Default.Hash(5));
        restored.State(s_value).Value = 6;
        var (next, _) = await CheckpointAsync(restored, 2, 1);
        next.Length.ShouldBe(2);
        next[1].Files.Single().Length.ShouldBeLessThan(200);
    }

    [Fact]
    public void Of_a_key_that_comes_twice_the_later_value_counts()
    {
        var table = new HeapTable<long, long>(KeyHasher<long>.Default, 1, new KeyGroupRange(0, 1));
        var writer = new StateWriter();
        for (var i = 0L; i < 3_000; i++)
        {
            writer.WriteInt64(i % 1_000);
            writer.WriteInt64(i);
        }

        table.Reserve(0, 10);
        table.Restore(0, 3_000, Codec.For<long>(), Codec.For<long>(), writer.Written);
        table.Count.ShouldBe(1_000);
        foreach (var key in table.Keys())
        {
            table.Find(in key, KeyHasher<long>.Default.Hash(in key)).ShouldBe(2_000 + key);
        }
    }

    [Fact]
    public void A_key_of_another_group_is_refused()
    {
        var table = new HeapTable<long, long>(KeyHasher<long>.Default, 2, new KeyGroupRange(0, 2));
        var writer = new StateWriter();
        writer.WriteInt64(0);
        writer.WriteInt64(1);
        var group = KeyGroups.Of(KeyHasher<long>.Default.Hash(0), 2);
        Should.Throw<InvalidOperationException>(() => table.Restore(1 - group, 1, Codec.For<long>(), Codec.For<long>(), writer.Written))
            .Message.ShouldContain("The stored key '0'");
        Should.Throw<CorruptStateException>(() => table.Restore(group, 2, Codec.For<long>(), Codec.For<long>(), writer.Written));
    }

    [Fact]
    public void Entries_are_encoded_many_at_a_time_as_singly()
    {
        Same<long, long>(i => -i, i => i);
        Same<long, int>(i => -i, i => i);
        Same<byte, Int128>(i => (byte)i, i => -i);
        Same<Guid, char>(_ => Guid.NewGuid(), i => (char)i);
        Same<Colour, double>(i => i % 2 == 0 ? Colour.Red : Colour.Blue, i => i / 3.0);
        Same<TimeSpan, bool>(i => TimeSpan.FromTicks(i), i => i % 3 == 0);
        Same<string, long>(i => new string('x', i), i => i);
        Same<string, string?>(i => $"{i}é", i => i % 4 == 0 ? null : $"{i}\ud800");
        Same<DateTime, DateOnly>(i => new DateTime(i, DateTimeKind.Utc), DateOnly.FromDayNumber);
        Same<(int, string), (long, decimal)?>(i => (i, $"{i}"), i => i % 2 == 0 ? null : (i, i));
    }

    public void Dispose() => _backend.Dispose();

    private static void Same<TKey, TValue>(Func<int, TKey> key, Func<int, TValue> value)
    {
        var slots = Enumerable.Range(0, 300).Select(i => new HeapSlot<TKey, TValue> { Key = key(i), Value = value(i) }).ToArray();
        var (keys, values) = (Codec.For<TKey>(), Codec.For<TValue>());
        var entries = EntryCodec<TKey, TValue>.For(keys, values);
        var (many, single) = (new StateWriter(), new StateWriter());
        for (var written = 0; written < slots.Length;)
        {
            var ending = many.Length + 100;
            var expected = written;
            while (single.Length < ending && expected < slots.Length)
            {
                keys.Write(in slots[expected].Key, single);
                values.Write(in slots[expected++].Value, single);
            }

            written += entries.Write(slots.AsSpan(written), many, ending);
            written.ShouldBe(expected);
        }

        many.ToArray().ShouldBe(single.ToArray());
        var read = new HeapSlot<TKey, TValue>[slots.Length];
        var reader = new StateReader(many.Written);
        entries.Read(ref reader, read);
        reader.Remaining.ShouldBe(0);
        read.Select(slot => (slot.Key, slot.Value)).ShouldBe(slots.Select(slot => (slot.Key, slot.Value)));
    }

    private static HeapStateBackend<long> Backend() => new(KeyedBackendContext<long>.For(Groups, new KeyGroupRange(0, Groups)));

    private static void Ask(HeapStateBackend<long> backend)
    {
        backend.State(s_value);
        backend.State(s_map);
        backend.Timers("timers");
    }

    private HeapStateBackend<long> At(long key)
    {
        _backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
        return _backend;
    }

    private Task<(ImmutableArray<KeyedStateHandle> Handles, ICheckpointReader Reader)> CheckpointAsync(long id, long upon) => CheckpointAsync(_backend, id, upon);

    private async Task<(ImmutableArray<KeyedStateHandle> Handles, ICheckpointReader Reader)> CheckpointAsync(HeapStateBackend<long> backend, long id, long upon)
    {
        var location = await _storage.BeginCheckpointAsync(JobId, 100 + (10 * id) + upon, CancellationToken.None);
        using var snapshot = backend.Snapshot(new SnapshotRequest(id) { Scope = StateScope.Shared, IncrementalBase = upon });
        var handles = await snapshot.WriteAsync(_storage.WriterFor(location), "keyed", CancellationToken.None);
        return (handles, _storage.ReaderFor(location));
    }
}
