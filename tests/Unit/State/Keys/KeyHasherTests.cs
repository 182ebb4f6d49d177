using System.Globalization;
using Weir.State;
using Weir.State.Codecs;
using Weir.State.Keys;

namespace Weir.Unit.State.Keys;

/// <summary>docs/state.md has these vectors. One that changes orphans the state of every job there is.</summary>
public class KeyHasherTests
{
    public enum Colour : short
    {
        Red = 1,
        Green = -2,
    }

    [Fact]
    public void Hashes_are_those_of_the_vectors()
    {
        var actual = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["0"] = Hash(0L),
            ["1"] = Hash(1L),
            ["-1"] = Hash(-1L),
            ["1234567890123456789"] = Hash(1234567890123456789L),
            ["text ''"] = Hash(""),
            ["text 'a'"] = Hash("a"),
            ["text 'weir'"] = Hash("weir"),
            ["text 'naïve café'"] = Hash("naïve café"),
            ["text of 23 x"] = Hash(new string('x', 23)),
            ["text of 24 x"] = Hash(new string('x', 24)),
            ["text of 100 x"] = Hash(new string('x', 100)),
            ["Guid 00112233-4455-6677-8899-aabbccddeeff"] = Hash(new Guid("00112233-4455-6677-8899-aabbccddeeff")),
            ["double 1.5"] = Hash(1.5),
            ["decimal 1.50"] = Hash(1.50m),
            ["(1, 'a')"] = Hash((1, "a")),
            ["DateTime 2020-01-02T03:04:05"] = Hash(new DateTime(2020, 1, 2, 3, 4, 5)),
        };
        actual.ShouldBe(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["0"] = "7fed21d1",
                ["1"] = "7cbb7280",
                ["-1"] = "8aa0ae60",
                ["1234567890123456789"] = "84b4410c",
                ["text ''"] = "8d51b643",
                ["text 'a'"] = "27716758",
                ["text 'weir'"] = "977bf1a3",
                ["text 'naïve café'"] = "8541597b",
                ["text of 23 x"] = "43c681ba",
                ["text of 24 x"] = "75cf985d",
                ["text of 100 x"] = "0d293c1f",
                ["Guid 00112233-4455-6677-8899-aabbccddeeff"] = "15d95992",
                ["double 1.5"] = "5c13b4ae",
                ["decimal 1.50"] = "306c8d27",
                ["(1, 'a')"] = "51e832ce",
                ["DateTime 2020-01-02T03:04:05"] = "1e2d00c9",
            });
    }

    [Fact]
    public void Equal_keys_hash_alike_whatever_their_form()
    {
        Hash(5).ShouldBe(Hash(5L));
        Hash((byte)5).ShouldBe(Hash(5L));
        Hash((short)-5).ShouldBe(Hash(-5L));
        Hash(Colour.Green).ShouldBe(Hash(-2L));
        Hash((int?)5).ShouldBe(Hash(5L));
        Hash(0.0).ShouldBe(Hash(-0.0));
        Hash(double.NaN).ShouldBe(Hash(-double.NaN));
        Hash(1.0m).ShouldBe(Hash(1.000m));
        Hash(0m).ShouldBe(Hash(-0.00m));
        Hash(new DateTime(5, DateTimeKind.Utc)).ShouldBe(Hash(new DateTime(5, DateTimeKind.Local)));
        Hash(new DateTimeOffset(2020, 1, 1, 1, 0, 0, TimeSpan.FromHours(1))).ShouldBe(Hash(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Hash(new Person("a", 1)).ShouldBe(Hash(new Person("a", 1)));
    }

    [Fact]
    public void Text_hashes_alike_as_string_and_as_bytes()
    {
        for (var length = 0; length < 300; length++)
        {
            var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + ((i * 7) % 26)))) + (length % 3 == 0 ? "é" : "");
            Hash(text).ShouldBe(Hash((Utf8Text)text), text);
        }
    }

    [Fact]
    public void Batches_hash_as_single_keys_do()
    {
        long[] keys = [.. Enumerable.Range(-500, 1000).Select(i => (long)i * i * i)];
        var hashes = new uint[1000];
        KeyHasher<long>.Default.Hash(keys, hashes);
        hashes.ShouldBe(keys.Select(key => KeyHasher<long>.Default.Hash(in key)));
        Person[] people = [new("a", 1), new("b", 2)];
        KeyHasher<Person>.Default.Hash(people, hashes);
        hashes[..2].ShouldBe(people.Select(person => KeyHasher<Person>.Default.Hash(in person)));
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(2L)]
    [InlineData(16L)]
    [InlineData(1000L)]
    [InlineData(65_536L)]
    [InlineData(1L << 32)]
    [InlineData(1L << 40)]
    [InlineData(3_600_000L)]
    [InlineData(-7L)]
    public void Regular_keys_spread_evenly_over_key_groups_and_within_them(long step)
    {
        const int Count = 65_536;
        var groups = new int[128];
        var places = new int[256];
        var tags = new int[128];
        for (long i = 0; i < Count; i++)
        {
            var hash = KeyHasher<long>.Default.Hash(i * step);
            groups[KeyGroups.Of(hash, 128)]++;
            places[(uint)(hash * 128UL) >> 24]++;
            tags[hash & 0x7F]++;
        }

        ChiSquared(groups).ShouldBeLessThan(256, "groups");
        ChiSquared(places).ShouldBeLessThan(512, "places");
        ChiSquared(tags).ShouldBeLessThan(256, "tags");
    }

    [Fact]
    public void Words_spread_evenly()
    {
        var groups = new int[128];
        for (var i = 0; i < 65_536; i++)
        {
            groups[KeyGroups.Of(KeyHasher<string>.Default.Hash("w" + i.ToString(CultureInfo.InvariantCulture)), 128)]++;
        }

        ChiSquared(groups).ShouldBeLessThan(256);
    }

    [Fact]
    public void A_type_whose_equality_is_not_by_its_members_is_refused_as_a_key()
    {
        Should.Throw<NoCodecException>(() => KeyHasher<Plain>.Default).Message.ShouldContain("Plain as a key");
        Should.Throw<NoCodecException>(() => KeyHasher<Odd>.Default).Message.ShouldContain("Odd as a key");
        Should.Throw<NoCodecException>(() => KeyHasher<(int, int[])>.Default).Path.ShouldContain("Item2");
        Should.Throw<NoCodecException>(() => KeyHasher<Action>.Default).Message.ShouldContain("delegate");
        Should.Throw<NoCodecException>(() => KeyHasher<Forgetful>.Default).Message.ShouldContain("not stored");
    }

    private static string Hash<T>(T key) => KeyHasher<T>.Default.Hash(in key).ToString("x8", CultureInfo.InvariantCulture);

    private static double ChiSquared(int[] counts)
    {
        var expected = counts.Average();
        return counts.Sum(count => (count - expected) * (count - expected) / expected);
    }

    public sealed record Person(string Name, int Age);

    public sealed record Odd(string Name)
    {
        public bool Equals(Odd? other) => other is not null && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

        public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);
    }

    public sealed record Forgetful(string Name)
    {
        [field: NonSerialized]
        public int Cache { get; set; }
    }

    public sealed class Plain
    {
        public int Value { get; set; }
    }
}
