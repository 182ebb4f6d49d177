using Weir.State;
using Weir.State.Backends;
using Weir.State.Keys;
using Weir.State.Storage;

namespace Weir.Unit.State.Backends;

/// <summary>A snapshot is what the state was when it was taken, whatever the stream does while it is being written.</summary>
public class SnapshotIsolationTests
{
    private const int Keys = 2_000;

    private static readonly ValueStateDescriptor<long> s_count = new("count");
    private static readonly ValueStateDescriptor<Counter?> s_counter = new("counter");
    private static readonly ValueStateDescriptor<List<int>?> s_numbers = new("numbers");
    private static readonly ListStateDescriptor<long> s_log = new("log");
    private static readonly ListStateDescriptor<Counter> s_counters = new("counters");
    private static readonly MapStateDescriptor<int, Counter> s_map = new("map");
    private static readonly MapStateDescriptor<int, long> s_plainMap = new("plain map");
    private static readonly ReducingStateDescriptor<Counter> s_reduced = new("reduced", (left, right) => { left.Value += right.Value; return left; });

    public static TheoryData<int> Seeds => [11, 12, 13, 14, 15, 16];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Changes_while_it_is_written_are_not_in_it(int seed)
    {
        var random = new Random(seed);
        using var fixture = new BackendFixture<long>();
        for (var i = 0; i < 20_000; i++)
        {
            Mutate(fixture, random);
        }

        var pending = new List<(Task<KeyedStateBackend<long>> Restored, SortedDictionary<long, string> Expected)>();
        for (var checkpoint = 1; checkpoint <= 6; checkpoint++)
        {
            var expected = Describe(fixture.Subtasks[0]);
            var snapshot = fixture.Subtasks[0].Snapshot(new(checkpoint));

            // Half of them begin to be written only after further changes; several are outstanding at once.
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            pending.Add((Task.Run(async () =>
            {
                await gate.Task;
                using (snapshot)
                {
                    return await fixture.RestoredAsync(snapshot);
                }
            }), expected));
            if (checkpoint % 2 == 0)
            {
                gate.SetResult();
            }

            for (var i = 0; i < 5_000; i++)
            {
                Mutate(fixture, random);
            }

            gate.TrySetResult();
        }

        foreach (var (restored, expected) in pending)
        {
            using var backend = await restored;
            Describe(backend).ShouldBe(expected, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public async Task Batches_go_on_over_a_large_table_while_it_is_written(int seed)
    {
        const int Distinct = 60_000;
        var random = new Random(seed);
        using var fixture = new BackendFixture<long>(maxParallelism: 4);
        var table = fixture.Heap.Table(s_count);
        var expected = new Dictionary<long, long>();
        var keys = new long[1024];
        var hashes = new uint[1024];
        for (var checkpoint = 1; checkpoint <= 3; checkpoint++)
        {
            // Growing while the first is written, from about half of the keys on.
            for (var i = 0; i < 40 * checkpoint; i++)
            {
                Batch(Distinct / (4 - checkpoint));
            }

            var copy = new Dictionary<long, long>(expected);
            using var snapshot = fixture.Subtasks[0].Snapshot(new(checkpoint));
            var write = Task.Run(() => fixture.RestoredAsync(snapshot));
            do
            {
                Batch(Distinct);
                for (var i = 0; i < 50; i++)
                {
                    long key = random.Next(Distinct);
                    table.Remove(in key, KeyHasher<long>.Default.Hash(in key)).ShouldBe(expected.Remove(key));
                }
            }
            while (!write.IsCompleted);

            using var restored = await write;
            var read = restored.ShouldBeOfType<HeapStateBackend<long>>().Table(s_count);
            read.Count.ShouldBe(copy.Count, $"seed {seed}");
            copy.Keys.Count(key => read.Find(in key, KeyHasher<long>.Default.Hash(in key)) != copy[key]).ShouldBe(0, $"seed {seed}");
            table.Count.ShouldBe(expected.Count);
            expected.Keys.Count(key => table.Find(in key, KeyHasher<long>.Default.Hash(in key)) != expected[key]).ShouldBe(0, $"seed {seed}");
        }

        void Batch(int distinct)
        {
            foreach (ref var key in keys.AsSpan())
            {
                key = random.Next(distinct);
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(expected, key, out _)++;
            }

            KeyHasher<long>.Default.Hash(keys, hashes);
            var place = 0;
            table.Update(keys, hashes, default(Increment), ref place);
        }
    }

    [Fact]
    public async Task A_snapshot_that_is_given_up_leaves_the_state_as_it_is()
    {
        using var fixture = new BackendFixture<long>();
        fixture.At(1).State(s_count).Value = 1;
        var snapshot = fixture.Subtasks[0].Snapshot(new(1));
        snapshot.Dispose();
        snapshot.Dispose();
        fixture.At(1).State(s_count).Value = 2;
        fixture.At(1).State(s_count).Value.ShouldBe(2);
        (await Should.ThrowAsync<InvalidOperationException>(() => fixture.RestoredAsync(snapshot))).Message.ShouldContain("given up");
    }

    [Fact]
    public async Task A_snapshot_is_written_once()
    {
        using var fixture = new BackendFixture<long>();
        fixture.At(1).State(s_count).Value = 1;
        using var snapshot = fixture.Subtasks[0].Snapshot(new(7));
        snapshot.CheckpointId.ShouldBe(7);
        using var restored = await fixture.RestoredAsync(snapshot);
        (await Should.ThrowAsync<InvalidOperationException>(() => fixture.RestoredAsync(snapshot))).Message.ShouldContain("checkpoint 7");
    }

    [Fact]
    public async Task Nothing_is_written_when_there_is_nothing()
    {
        using var fixture = new BackendFixture<long>();
        fixture.At(1).State(s_count).Value = 1;
        fixture.At(1).State(s_count).Clear();
        fixture.At(1).Timers("timers").NextTimestamp.ShouldBeNull();
        using var snapshot = fixture.Subtasks[0].Snapshot(new(1));
        (await snapshot.WriteAsync(new RefusingWriter(), "x", CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_while_writing_comes_out_and_frees_the_state()
    {
        using var fixture = new BackendFixture<long>();
        fixture.At(1).State(s_numbers).Value = [1];
        using (var snapshot = fixture.Subtasks[0].Snapshot(new(1)))
        {
            await Should.ThrowAsync<StorageException>(() => snapshot.WriteAsync(new RefusingWriter(), "x", CancellationToken.None));
        }

        var numbers = fixture.At(1).State(s_numbers).Value;
        numbers!.Add(2);
        fixture.At(1).State(s_numbers).Value.ShouldBeSameAs(numbers);
    }

    private static void Mutate(BackendFixture<long> fixture, Random random)
    {
        long key = random.Next(Keys);
        var backend = fixture.At(key);
        switch (random.Next(14))
        {
            case 0:
                backend.State(s_count).Value++;
                break;
            case 1:
                (backend.State(s_counter).Value ??= new Counter()).Value++;
                break;
            case 2:
                if (backend.State(s_numbers).Value is { } numbers)
                {
                    numbers.Add(random.Next());
                    numbers[0]++;
                }
                else
                {
                    backend.State(s_numbers).Value = [1];
                }

                break;
            case 3:
                backend.State(s_log).Add(random.Next());
                break;
            case 4:
                backend.State(s_counters).Add(new Counter { Value = random.Next() });
                break;
            case 5:
                foreach (var counter in backend.State(s_counters))
                {
                    counter.Value++;
                }

                break;
            case 6:
                backend.State(s_map)[random.Next(5)] = new Counter { Value = 1 };
                break;
            case 7:
                foreach (var (_, counter) in backend.State(s_map))
                {
                    counter.Value++;
                }

                break;
            case 8:
                backend.State(s_plainMap)[random.Next(5)] = random.Next();
                break;
            case 9:
                backend.State(s_plainMap).Remove(random.Next(5));
                break;
            case 10:
                backend.State(s_reduced).Add(new Counter { Value = 3 });
                break;
            case 11:
                backend.Timers("timers").Add(random.Next(100), in key, KeyHasher<long>.Default.Hash(in key));
                break;
            case 12:
                backend.Timers("timers").TryPop(random.Next(100), out _);
                break;
            default:
                switch (random.Next(6))
                {
                    case 0: backend.State(s_count).Clear(); break;
                    case 1: backend.State(s_counter).Clear(); break;
                    case 2: backend.State(s_log).Clear(); break;
                    case 3: backend.State(s_counters).Update([new Counter { Value = 5 }]); break;
                    case 4: backend.State(s_map).Clear(); break;
                    default: backend.State(s_reduced).Clear(); break;
                }

                break;
        }
    }

    private static SortedDictionary<long, string> Describe(KeyedStateBackend<long> backend)
    {
        // All values are looked at through an own snapshot of the text, so that looking changes nothing.
        var all = new SortedDictionary<long, string>();
        var timers = backend.Timers("timers").ShouldBeOfType<HeapTimerQueue<long>>().All().ToLookup(id => id.Key, id => id.Timestamp);
        for (long key = 0; key < Keys; key++)
        {
            backend.SetKey(in key, KeyHasher<long>.Default.Hash(in key));
            all[key] = string.Join(
                ';',
                backend.State(s_count).HasValue,
                backend.State(s_count).Value,
                backend.State(s_counter).Value,
                string.Join(',', backend.State(s_numbers).Value ?? []),
                string.Join(',', backend.State(s_log)),
                string.Join(',', backend.State(s_counters)),
                string.Join(',', backend.State(s_map).OrderBy(entry => entry.Key)),
                string.Join(',', backend.State(s_plainMap).OrderBy(entry => entry.Key)),
                backend.State(s_reduced).Value,
                string.Join(',', timers[key].Order()));
        }

        return all;
    }

    internal sealed class Counter
    {
        public long Value { get; set; }

        public override string ToString() => $"{Value}";
    }

    private sealed class RefusingWriter : ICheckpointWriter
    {
        public CheckpointStream Create(string name, StateScope scope) => throw new StorageException("refused");
    }

    private struct Increment : IValueUpdate<long>
    {
        public readonly void Update(int index, ref long value, bool added) => value++;
    }
}
