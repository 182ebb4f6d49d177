using System.Numerics;
using System.Text.Json;
using Weir.State;
using Weir.State.Codecs;
using Weir.State.Keys;
using Weir.State.Savepoints;

namespace Weir.Unit.State.Savepoints;

public sealed class SchemaJsonTests
{
    private enum Colour : byte
    {
        Red = 1,
        Green = 200,
    }

    private enum Flags : ulong
    {
        None,
        Highest = 1UL << 63,
    }

    private sealed record Node(string? Name, List<Node> Children, int? Weight);

    [Fact]
    public void Values_of_every_kind_are_shown_and_read_back_as_the_same_bytes()
    {
        Holds(true, "true");
        Holds((sbyte)-5, "-5");
        Holds(ulong.MaxValue, "18446744073709551615");
        Holds(Int128.MinValue, "-170141183460469231731687303715884105728");
        Holds(BigInteger.Pow(10, 30), "1000000000000000000000000000000");
        Holds(1.5m, "1.5");
        Holds(0.1f, "0.1");
        Holds(double.NaN, "\"NaN\"");
        Holds(double.NegativeInfinity, "\"-Infinity\"");
        Holds(1e300, "1E+300");
        Holds('x', "\"x\"");
        Holds("a \"quoted\" ü", "\"a \\\"quoted\\\" ü\"");
        Holds<string?>(null, "null");
        Holds(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), "\"00112233-4455-6677-8899-aabbccddeeff\"");
        Holds(new DateTime(2026, 11, 23, 1, 2, 3, DateTimeKind.Utc), "\"2026-11-23T01:02:03.0000000Z\"");
        Holds(new DateTime(2026, 11, 23, 1, 2, 3, DateTimeKind.Unspecified), "\"2026-11-23T01:02:03.0000000\"");
        Holds(new DateTimeOffset(2026, 11, 23, 1, 2, 3, TimeSpan.FromHours(2)), "\"2026-11-23T01:02:03.0000000+02:00\"");
        Holds(TimeSpan.FromMinutes(90), "\"01:30:00\"");
        Holds(new DateOnly(2026, 11, 23), "\"2026-11-23\"");
        Holds(new TimeOnly(1, 2, 3), "\"01:02:03.0000000\"");
        Holds(Colour.Green, "\"Green\"");
        Holds((Colour)7, "7");
        Holds(Flags.Highest, "\"Highest\"");
        Holds<int?>(null, "null");
        Holds<int?>(4, "4");
        Holds<byte[]>([1, 2, 255], "\"AQL/\"");
        Holds<List<int>?>(null, "null");
        Holds<int[]>([1, 2], "[1,2]");
        Holds(new Dictionary<string, int> { ["a"] = 1 }, "{\"a\":1}");
        Holds(new Dictionary<long, bool> { [-3] = true }, "{\"-3\":true}");
        Holds(new Dictionary<(int, string), int> { [(1, "x")] = 2 }, "[{\"key\":{\"Item1\":1,\"Item2\":\"x\"},\"value\":2}]");
        Holds(new Node("root", [new Node(null, [], 3)], null), "{\"Name\":\"root\",\"Children\":[{\"Name\":null,\"Children\":[],\"Weight\":3}],\"Weight\":null}");
    }

    [Theory]
    [InlineData("[1, \"x\"]", "$[1] is x, and is no int32.")]
    [InlineData("[3000000000]", "$[0] is 3000000000, and is no int32.")]
    [InlineData("{}", "$ is {}, and is no")]
    [InlineData("[null]", "$[0] is null")]
    public void What_is_no_such_value_is_refused_with_its_place(string json, string expected) =>
        Should.Throw<FormatException>(() => Encode(Codec.For<int[]>().Schema, json)).Message.ShouldContain(expected);

    [Fact]
    public void Members_that_lack_or_are_unknown_are_named()
    {
        var schema = Codec.For<(int A, string B)>().Schema;
        Should.Throw<FormatException>(() => Encode(schema, "{\"Item1\":1}")).Message.ShouldContain("'Item2'");
        Should.Throw<FormatException>(() => Encode(schema, "{\"Item1\":1,\"Item2\":\"\",\"Item3\":1}")).Message.ShouldContain("'Item3'; there are: Item1, Item2");
    }

    [Fact]
    public void A_key_has_the_hash_of_its_type()
    {
        Hashes(true, false);
        Hashes(-1L, 0L, long.MaxValue);
        Hashes((short)-7, (short)7);
        Hashes('a', 'ü');
        Hashes("", "weir", "naïve café", new string('x', 100));
        Hashes<Utf8Text>("weir", new string('y', 50));
        Hashes(1.0, -0.0, double.NaN);
        Hashes(1.50m, 1.5m, 0m);
        Hashes(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
        Hashes(Int128.MinValue, (Int128)5);
        Hashes(new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Hashes(new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)));
        Hashes(new DateOnly(2020, 1, 2));
        Hashes(Colour.Red, Colour.Green);
        Hashes<int?>(null, 3);
        Hashes((1, "a"), (-1, "b"));
        Hashes((1, (Colour.Green, "x")), (2, (Colour.Red, (string?)null!)));
    }

    private static void Holds<T>(T value, string expected)
    {
        var writer = new StateWriter();
        var codec = Codec.For<T>();
        codec.Write(value, writer);
        SchemaJsonWriter.Text(codec.Schema, writer.Written).ShouldBe(expected);
        Encode(codec.Schema, expected).ShouldBe(writer.ToArray(), expected);
    }

    private static byte[] Encode(CodecSchema schema, string json)
    {
        var writer = new StateWriter();
        SchemaJsonReader.Write(schema, JsonDocument.Parse(json).RootElement, writer);
        return writer.ToArray();
    }

    private static void Hashes<T>(params T[] keys)
    {
        foreach (var key in keys)
        {
            var writer = new StateWriter();
            Codec.For<T>().Write(key, writer);
            SchemaKeyHash.Of(Codec.For<T>().Schema, writer.Written).ShouldBe(KeyHasher<T>.Default.Hash(key), $"{typeof(T).Name} {key}");
        }
    }
}
