using System.Runtime.CompilerServices;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.Unit.State.Backends;

public class HeapTableTests
{
    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Does_what_a_dictionary_does(int seed)
    {
        var random = new Random(seed);
        var groups = seed % 2 == 0 ? 128 : 3;
        var table = new HeapTable<long, string?>(KeyHasher<long>.Default, groups, new KeyGroupRange(0, groups));
        var model = new Dictionary<long, string?>();
        var captured = new List<(HeapCapture Capture, Dictionary<long, string?> Model)>();
        var version = 0;
        var keys = 1 << random.Next(3, 13);
        for (var step = 0; step < 30_000; step++)
        {
            // Phases of growing and of shrinking, so that tables fill with deleted slots.
            long key = random.Next(keys);
            var hash = KeyHasher<long>.Default.Hash(in key);
            var removes = step / 5_000 % 2 == 1 ? 7 : 2;
            if (random.Next(10) < removes)
            {
                table.Remove(in key, hash).ShouldBe(model.Remove(key));
            }
            else
            {
                table.GetOrAdd(in key, hash, out var added) = $"{step}";
                added.ShouldBe(!model.ContainsKey(key));
                model[key] = $"{step}";
            }

            long other = random.Next(keys);
            ref var found = ref table.Find(in other, KeyHasher<long>.Default.Hash(in other));
            Unsafe.IsNullRef(ref found).ShouldBe(!model.TryGetValue(other, out var expected));
            if (expected is not null)
            {
                found.ShouldBe(expected);
            }

            if (random.Next(2_000) == 0)
            {
                captured.Add((table.Capture(++version, 0, 0, Codec.For<long>(), Codec.For<string?>()), new Dictionary<long, string?>(model)));
            }

            if (captured.Count > 0 && random.Next(3_000) == 0)
            {
                var (capture, then) = captured[random.Next(captured.Count)];
                captured.Remove((capture, then));
                Read(capture, groups).ShouldBe(then, ignoreOrder: true);
                capture.Release();
            }
        }

        table.Count.ShouldBe(model.Count);
        table.Keys().ShouldBe(model.Keys, ignoreOrder: true);
        foreach (var (capture, then) in captured)
        {
            Read(capture, groups).ShouldBe(then, ignoreOrder: true);
        }
    }

    [Fact]
    public void Keys_that_hash_alike_are_told_apart()
    {
        var table = new HeapTable<string, int>(new Constant(), 128, new KeyGroupRange(0, 128));
        for (var i = 0; i < 500; i++)
        {
            table.GetOrAdd($"key {i}", 5, out var added) = i;
            added.ShouldBeTrue();
        }

        for (var i = 0; i < 500; i += 2)
        {
            table.Remove($"key {i}", 5).ShouldBeTrue();
        }

        for (var i = 0; i < 500; i++)
        {
            Unsafe.IsNullRef(ref table.Find($"key {i}", 5)).ShouldBe(i % 2 == 0);
        }
    }

    [Fact]
    public void A_batch_does_what_single_calls_do()
    {
        var random = new Random(5);
        var (single, batch) = (Table(), Table());
        for (var round = 0; round < 50; round++)
        {
            long[] keys = [.. Enumerable.Range(0, random.Next(3_000)).Select(_ => (long)random.Next(100_000))];
            var hashes = new uint[keys.Length];
            KeyHasher<long>.Default.Hash(keys, hashes);
            for (var i = 0; i < keys.Length; i++)
            {
                single.GetOrAdd(in keys[i], hashes[i], out _)++;
            }

            var (seen, place) = (0L, 0);
            batch.Update(keys, hashes, new CountAndSee(ref seen), ref place);
            seen.ShouldBe((long)keys.Length * (keys.Length - 1) / 2);
            place.ShouldBe(Math.Max(0, keys.Length - 1));
            if (round % 10 == 0)
            {
                batch.Capture((round / 10) + 1, 0, 0, Codec.For<long>(), Codec.For<long>());
            }
        }

        batch.Count.ShouldBe(single.Count);
        foreach (var key in single.Keys())
        {
            var hash = KeyHasher<long>.Default.Hash(in key);
            batch.Find(in key, hash).ShouldBe(single.Find(in key, hash));
        }
    }

    [Fact]
    public void Keys_that_are_all_in_one_place_do_not_make_the_table_grow_beyond_measure()
    {
        const int Keys = 5_000;
        var table = new HeapTable<long, long>(KeyHasher<long>.Default, 1, new KeyGroupRange(0, 1));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (long key = 0; key < Keys; key++)
        {
            // Not its own hash: as of keys that are chosen to be at the beginning.
            table.GetOrAdd(in key, (uint)key, out _) = key;
        }

        table.Count.ShouldBe(Keys);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(64L << 20);
    }

    [Fact]
    public void A_batch_that_fails_says_at_which_key()
    {
        var keys = Enumerable.Range(0, 1_000).Select(i => (long)i).ToArray();
        var hashes = new uint[keys.Length];
        KeyHasher<long>.Default.Hash(keys, hashes);
        var (table, place) = (Table(), 0);
        Should.Throw<DivideByZeroException>(() => table.Update(keys, hashes, new FailAt(700), ref place));
        place.ShouldBe(700);
        table.Count.ShouldBe(701);
    }

    [Fact]
    public void Keys_in_the_order_of_a_snapshot_are_put_back_as_quickly_as_in_any_other()
    {
        const int Keys = 200_000;
        var keys = Enumerable.Range(0, Keys).Select(i => (long)i).ToArray();
        var ordered = keys.OrderBy(key => KeyHasher<long>.Default.Hash(in key)).ToArray();
        new Random(1).Shuffle(keys);
        var (any, inOrder) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        var (anyBytes, inOrderBytes) = (0L, 0L);
        for (var i = 0; i < 5; i++)
        {
            (var took, anyBytes) = Fill(keys, out var shuffled);
            any = took < any ? took : any;
            (took, inOrderBytes) = Fill(ordered, out var sorted);
            inOrder = took < inOrder ? took : inOrder;
            sorted.Count.ShouldBe(shuffled.Count);
        }

        // With each looking for a place through most of what is there it would be some ten to a hundred times as long.
        inOrder.ShouldBeLessThan(5 * any);
        inOrderBytes.ShouldBeLessThan(2 * anyBytes);

        static (TimeSpan Took, long Allocated) Fill(long[] keys, out HeapTable<long, long> table)
        {
            table = new HeapTable<long, long>(KeyHasher<long>.Default, 1, new KeyGroupRange(0, 1));
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            foreach (var key in keys)
            {
                table.GetOrAdd(in key, KeyHasher<long>.Default.Hash(in key), out var added) = key;
                added.ShouldBeTrue();
            }

            return (System.Diagnostics.Stopwatch.GetElapsedTime(started), GC.GetAllocatedBytesForCurrentThread() - allocated);
        }
    }

    private static HeapTable<long, long> Table() => new(KeyHasher<long>.Default, 128, new KeyGroupRange(0, 128));

    private static Dictionary<long, string?> Read(HeapCapture capture, int groups)
    {
        var entries = new Dictionary<long, string?>();
        var writer = new StateWriter();
        for (var group = 0; group < groups; group++)
        {
            var cursor = 0;
            for (var more = true; more;)
            {
                writer.Clear();
                more = capture.Write(group, HeapCapture.Always, ref cursor, 100, writer, out var count);
                var reader = new StateReader(writer.Written);
                for (var i = 0; i < count; i++)
                {
                    entries.Add(reader.ReadInt64(), reader.ReadText());
                }

                reader.Remaining.ShouldBe(0);
            }

            capture.Done(group);
        }

        return entries;
    }

    private sealed class Constant : KeyHasher<string>
    {
        public override uint Hash(in string key) => 5;
    }

    private readonly ref struct CountAndSee(ref long seen) : IValueUpdate<long>
    {
        private readonly ref long _seen = ref seen;

        public void Update(int index, ref long value, bool added)
        {
            (value == 0).ShouldBe(added);
            value++;
            _seen += index;
        }
    }

    private readonly struct FailAt(int at) : IValueUpdate<long>
    {
        public void Update(int index, ref long value, bool added) => value = 1 / (at - index);
    }
}
