using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.Unit.State.Backends;

/// <summary>What a table says has changed since an earlier version turns what was there then into what is there now.</summary>
public class ChangeTrackingTests
{
    private const int Groups = 3;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Changes_since_any_version_lead_to_the_present(int seed)
    {
        var random = new Random(seed);
        var table = NewTable();
        var model = new Dictionary<long, long>();
        var earlier = new List<(int Version, Dictionary<long, long> Model)>();
        var outstanding = new List<(HeapCapture Capture, int Version, Dictionary<long, long> Model)>();
        var range = random.Next(1, 2_000);
        for (var version = 1; version <= 12; version++)
        {
            // Growing, shrinking and emptying by turns.
            var remove = random.Next(10);
            for (var i = random.Next(3 * range); i > 0; i--)
            {
                Change(table, model, random, range, remove);
            }

            outstanding.Add((Capture(table, version), version, new Dictionary<long, long>(model)));
            while (outstanding.Count > 2 || (outstanding.Count > 0 && random.Next(2) == 0))
            {
                var (capture, taken, then) = outstanding[0];
                outstanding.RemoveAt(0);
                if (earlier.Count > 0)
                {
                    // Any one before: what was taken since may have been given up.
                    var (since, before) = earlier[random.Next(earlier.Count)];
                    Overlay(capture, since, before, then);
                }

                capture.Release();
                earlier.Add((taken, then));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Versions_that_look_alike_in_their_low_byte_cost_too_much_and_miss_nothing(int seed)
    {
        var random = new Random(seed);
        var table = NewTable();
        var model = new Dictionary<long, long>();
        for (long key = 0; key < 500; key++)
        {
            Set(table, model, key, key);
        }

        var earlier = new List<Dictionary<long, long>> { new() };
        for (var version = 1; version <= 600; version++)
        {
            Set(table, model, random.Next(500), version);
            var capture = Capture(table, version);
            var since = Math.Max(0, version - random.Next(1, HeapCapture.Reach));
            var written = Overlay(capture, since, since == 0 ? [] : earlier[since], model);
            if (since > 0)
            {
                written.ShouldBeLessThanOrEqualTo(version > 256 ? 500 : version - since);
            }

            capture.Release();
            earlier.Add(new Dictionary<long, long>(model));
        }
    }

    [Fact]
    public void Says_so_when_it_has_forgotten_what_was_removed()
    {
        var table = NewTable();
        var model = new Dictionary<long, long>();
        Set(table, model, 1, 1);
        Capture(table, 1).Release();
        for (long key = 10; key < 10_000; key++)
        {
            Set(table, model, key, key);
            table.Remove(in key, KeyHasher<long>.Default.Hash(in key)).ShouldBeTrue();
            model.Remove(key);
        }

        var capture = Capture(table, 2);
        Enumerable.Range(0, Groups).ShouldAllBe(group => !capture.Knows(group, 1));
        Enumerable.Range(0, Groups).ShouldAllBe(group => capture.Knows(group, 2));
        Set(table, model, 2, 2);
        Overlay(Capture(table, 3), 2, new() { [1] = 1 }, model).ShouldBe(1);
    }

    [Fact]
    public void Nothing_is_kept_of_removals_that_no_snapshot_will_ask_for()
    {
        var table = NewTable();
        var model = new Dictionary<long, long>();
        for (long key = 0; key < 300; key++)
        {
            Set(table, model, key, key);
        }

        Capture(table, 1).Release();
        for (long key = 0; key < 100; key++)
        {
            table.Remove(in key, KeyHasher<long>.Default.Hash(in key));
        }

        var second = Capture(table, 2);
        Enumerable.Range(0, Groups).Sum(group => second.CountChanged(group, 1)).ShouldBe(100);
        second.Release();
        var third = table.Capture(3, 2, 0, Codec.For<long>(), Codec.For<long>());
        Enumerable.Range(0, Groups).Sum(group => third.CountChanged(group, 2)).ShouldBe(0);
        Enumerable.Range(0, Groups).ShouldContain(group => !third.Knows(group, 1));
    }

    private static HeapTable<long, long> NewTable() => new(KeyHasher<long>.Default, Groups, new KeyGroupRange(0, Groups));

    private static HeapCapture Capture(HeapTable<long, long> table, int version) => table.Capture(version, 0, 0, Codec.For<long>(), Codec.For<long>());

    private static void Set(HeapTable<long, long> table, Dictionary<long, long> model, long key, long value)
    {
        table.GetOrAdd(in key, KeyHasher<long>.Default.Hash(in key), out _) = value;
        model[key] = value;
    }

    private static void Change(HeapTable<long, long> table, Dictionary<long, long> model, Random random, int range, int remove)
    {
        long key = random.Next(range);
        var hash = KeyHasher<long>.Default.Hash(in key);
        if (random.Next(10) < remove)
        {
            table.Remove(in key, hash).ShouldBe(model.Remove(key));
            return;
        }

        switch (random.Next(3))
        {
            case 0:
                Set(table, model, key, random.Next());
                break;
            case 1:
                ref var found = ref table.FindWritable(in key, hash);
                if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref found))
                {
                    found = model[key] = random.Next();
                }

                break;
            default:
                var place = 0;
                table.Update([key], [hash], default(Increment), ref place);
                model[key] = model.GetValueOrDefault(key) + 1;
                break;
        }
    }

    /// <summary>Applies what is written of a capture to <paramref name="before"/>, and compares; the number of entries and removals.</summary>
    private static int Overlay(HeapCapture capture, int since, Dictionary<long, long> before, Dictionary<long, long> expected)
    {
        var writer = new StateWriter();
        var (total, result) = (0, new Dictionary<long, long>(before));
        for (var group = 0; group < Groups; group++)
        {
            var from = capture.Knows(group, since) ? since : HeapCapture.Always;
            if (from == HeapCapture.Always)
            {
                foreach (var key in result.Keys.Where(key => KeyGroups.Of(KeyHasher<long>.Default.Hash(in key), Groups) == group).ToList())
                {
                    result.Remove(key);
                }
            }
            else
            {
                var removed = 0;
                for (var more = true; more;)
                {
                    writer.Clear();
                    more = capture.WriteRemoved(group, from, ref removed, 50, writer, out var count);
                    total += count;
                    for (var reader = new StateReader(writer.Written); count > 0; count--)
                    {
                        result.Remove(reader.ReadInt64());
                    }
                }
            }

            var cursor = 0;
            for (var more = true; more;)
            {
                writer.Clear();
                more = capture.Write(group, from, ref cursor, 100, writer, out var count);
                total += count;
                for (var reader = new StateReader(writer.Written); count > 0; count--)
                {
                    result[reader.ReadInt64()] = reader.ReadInt64();
                }
            }

            capture.Done(group);
        }

        result.ShouldBe(expected, ignoreOrder: true);
        return total;
    }

    private struct Increment : IValueUpdate<long>
    {
        public readonly void Update(int index, ref long value, bool added) => value++;
    }
}
