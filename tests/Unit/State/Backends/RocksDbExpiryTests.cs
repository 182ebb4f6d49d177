using System.Runtime.CompilerServices;
using Weir.State;
using Weir.State.Backends;
using Weir.State.Expiry;
using Weir.State.Keys;
using Weir.State.RocksDb;

namespace Weir.Unit.State.Backends;

/// <summary>What has expired goes when files are merged, without being read. The test is the clock.</summary>
public sealed class RocksDbExpiryTests : IDisposable
{
    private const int KeyCount = 500;

    private static readonly StateTtl s_ten = new(TimeSpan.FromMilliseconds(10));

    private readonly BackendFixture<int> _fixture = new(kind: BackendKind.RocksDb);
    private long _now = 1_000;

    private RocksDbStateBackend<int> Backend => _fixture.Subtasks.ShouldHaveSingleItem().ShouldBeOfType<RocksDbStateBackend<int>>();

    public void Dispose() => _fixture.Dispose();

    [RocksDbFact]
    public void Values_that_have_expired_leave_the_disk_and_others_stay()
    {
        var value = States().State(new ValueStateDescriptor<long>("state") { Ttl = s_ten });
        ForEachKey(key => value.Value = key);
        _now += 6;
        ForEachKey(key => value.Value = key, key => key % 5 == 0);
        _now += 6;
        Compact();
        Stored().ShouldBe(KeyCount / 5);
        ForEachKey(key => value.Value.ShouldBe(key % 5 == 0 ? key : 0));
    }

    [RocksDbFact]
    public void Entries_of_maps_leave_the_disk_one_by_one()
    {
        var map = States().State(new MapStateDescriptor<string, int>("state") { Ttl = s_ten });
        ForEachKey(key => map["old"] = key);
        _now += 6;
        ForEachKey(key => map["new"] = key);
        _now += 6;
        Compact();
        Stored().ShouldBe(KeyCount);
        ForEachKey(key => map.ShouldBe([new("new", key)]));
    }

    [RocksDbFact]
    public async Task Elements_of_lists_leave_the_disk_and_the_others_are_read_added_to_and_restored()
    {
        var list = States().State(new ListStateDescriptor<int>("state") { Ttl = s_ten });
        ForEachKey(_ => list.AddRange([1, 2, 3]));
        _now += 6;
        ForEachKey(_ => list.AddRange([4, 5]), key => key % 2 == 0);
        _now += 6;
        Compact();
        Stored().ShouldBe(KeyCount / 2 * 3, "the number, and two elements");
        ForEachKey(key => list.Add(6), key => key % 4 < 2);
        Check(list);
        await _fixture.RestartAsync(3, BackendKind.Heap);
        Check(null);
        await _fixture.RestartAsync(1, BackendKind.RocksDb);
        Check(null);

        void Check(IListState<int>? state) => ForEachKey(key =>
        {
            int[] old = key % 2 == 0 ? [4, 5] : [];
            (state ?? States(_fixture.At(key)).State(new ListStateDescriptor<int>("state") { Ttl = s_ten })).ShouldBe([.. old, .. key % 4 < 2 ? [6] : Array.Empty<int>()]);
        });
    }

    [RocksDbFact]
    public async Task Elements_that_have_lost_their_number_are_in_no_snapshot_and_in_no_later_list()
    {
        var list = States().State(new ListStateDescriptor<int>("state") { Ttl = s_ten });
        ForEachKey(_ => list.AddRange([1, 2, 3]));
        var backend = Backend;
        var family = backend.Store.Families["state/state"];
        var numbers = new List<byte[]>();
        using (var iterator = backend.Store.Database.NewIterator(family))
        {
            for (iterator.SeekToFirst(); iterator.Valid(); iterator.Next())
            {
                if (iterator.Key().Length == sizeof(ushort) + sizeof(int))
                {
                    numbers.Add(iterator.Key());
                }
            }
        }

        // As compactions leave it that have seen some of the files only.
        numbers.Count.ShouldBe(KeyCount);
        numbers.ForEach(number => backend.Store.Database.Remove(number, family));
        ForEachKey(key => list.Add(9), key => key % 2 == 0);
        ForEachKey(key => list.ShouldBe(key % 2 == 0 ? [9] : []));
        using var snapshot = backend.Snapshot(new SnapshotRequest(1));
        using var restored = await _fixture.RestoredAsync(snapshot);
        var again = States(restored).State(new ListStateDescriptor<int>("state") { Ttl = s_ten });
        ForEachKey(restored, key => again.ShouldBe(key % 2 == 0 ? [9] : []));
        restored.Keys("state").Count().ShouldBe(KeyCount / 2);
    }

    [RocksDbFact]
    public async Task A_snapshot_has_what_was_there_when_it_was_taken_although_files_are_merged_meanwhile()
    {
        var value = States().State(new ValueStateDescriptor<long>("state") { Ttl = s_ten });
        ForEachKey(key => value.Value = key);
        using var snapshot = Backend.Snapshot(new SnapshotRequest(1));
        _now += 100;
        Compact();
        Stored().ShouldBe(0);
        using var restored = await _fixture.RestoredAsync(snapshot);
        _now -= 100;
        var again = States(restored).State(new ValueStateDescriptor<long>("state") { Ttl = s_ten });
        ForEachKey(restored, key => again.Value.ShouldBe(key));
    }

    [RocksDbFact]
    public void Nothing_is_dropped_when_it_is_not_to_be_cleaned_up_or_does_not_expire()
    {
        var states = States();
        var kept = states.State(new ValueStateDescriptor<long>("state") { Ttl = s_ten with { CleansUpInCompaction = false } });
        var lasting = states.State(new ValueStateDescriptor<long>("lasting"));
        ForEachKey(key => kept.Value = lasting.Value = key);
        _now += 1_000;
        Compact();
        Compact("lasting");
        Stored().ShouldBe(KeyCount);
        Stored("lasting").ShouldBe(KeyCount);
    }

    [RocksDbFact]
    public void A_closed_database_keeps_nothing_of_its_backend_alive()
    {
        using var node = new RocksDbTestNode();
        var clock = UseAndClose(node);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        clock.IsAlive.ShouldBeFalse();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseAndClose(RocksDbTestNode node)
    {
        using var backend = node.Node.OpenBackend(KeyedBackendContext<int>.For(8, new KeyGroupRange(0, 8)), "test");
        var time = new StrongBox<long>(1_000);
        var value = new ExpiringStates<int>(backend, () => time.Value).State(new ValueStateDescriptor<long>("state") { Ttl = s_ten });
        ForEachKey(backend, key => value.Value = key);
        return new WeakReference(time);
    }

    private static void ForEachKey(KeyedStateBackend<int> backend, Action<int> use, Func<int, bool>? which = null)
    {
        foreach (var key in Enumerable.Range(1, KeyCount).Where(which ?? (_ => true)))
        {
            backend.SetKey(in key, KeyHasher<int>.Default.Hash(in key));
            use(key);
        }
    }

    private void ForEachKey(Action<int> use, Func<int, bool>? which = null)
    {
        foreach (var key in Enumerable.Range(1, KeyCount).Where(which ?? (_ => true)))
        {
            _fixture.At(key);
            use(key);
        }
    }

    private void Compact(string state = "state") => Backend.Store.Database.CompactRange((byte[]?)null, null, Backend.Store.Families[$"state/{state}"]);

    private int Stored(string state = "state")
    {
        using var iterator = Backend.Store.Database.NewIterator(Backend.Store.Families[$"state/{state}"]);
        var count = 0;
        for (iterator.SeekToFirst(); iterator.Valid(); iterator.Next())
        {
            count++;
        }

        return count;
    }

    private ExpiringStates<int> States(KeyedStateBackend<int>? backend = null) => new(backend ?? Backend, () => _now);
}
