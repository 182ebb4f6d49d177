using System.Numerics;
using Weir.State.Codecs;

namespace Weir.Unit.State.Codecs;

/// <summary>Types change between the versions of a job; what was stored must still be read, or be refused with both forms named.</summary>
public class EvolutionTests
{
    [Fact]
    public void Added_members_have_their_initial_value_and_removed_ones_are_skipped()
    {
        var read = Evolve<V1.Order, V2.Order>(new V1.Order { Id = 5, Gone = [new V1.Part { Name = "p", Self = new V1.Part { Name = "q" } }], Map = { ["k"] = 1 }, Kept = "kept" });
        read.Id.ShouldBe(5);
        read.Kept.ShouldBe("kept");
        read.Added.ShouldBe("initial");
        read.Maybe.ShouldBeNull();
    }

    [Fact]
    public void Members_may_change_places()
    {
        var read = Evolve<V1.Pair, V2.Pair>(new V1.Pair { A = 1, B = "b" });
        (read.A, read.B).ShouldBe((1, "b"));
    }

    [Fact]
    public void Renamed_members_are_found_by_their_former_names()
    {
        Evolve<V1.Customer, V2.Customer>(new V1.Customer { Name = "n", Town = new V1.Address("s", 5), Old = 3 })
            .ShouldBe(new V2.Customer { FullName = "n", Address = new V2.Address("s", 5) });
        Evolve<V1.Address, V2.Address>(new V1.Address("s", 5)).ShouldBe(new V2.Address("s", 5));

        // Of two names that it has had, the first that is there; its own comes before all.
        Evolve<V1.Both, V2.Both>(new V1.Both { Older = 1, Old = 2 }).ShouldBe(new V2.Both { Now = 2 });
        Evolve<V2.Both, V2.Both>(new V2.Both { Now = 7 }).ShouldBe(new V2.Both { Now = 7 });
    }

    [Fact]
    public void Nested_and_recursive_records_change_too()
    {
        var read = Evolve<List<V1.Node>, List<V2.Node>>([new V1.Node { Value = 1, Next = new V1.Node { Value = 2 }, Children = [new V1.Node { Value = 3 }] }]);
        read[0].Value.ShouldBe(1L);
        read[0].Next!.Value.ShouldBe(2L);
        read[0].Children[0].Value.ShouldBe(3L);
        read[0].Added.ShouldBe(0);
    }

    [Fact]
    public void Numbers_widen()
    {
        Evolve<sbyte, long>(-3).ShouldBe(-3);
        Evolve<byte, short>(200).ShouldBe((short)200);
        Evolve<int, long>(int.MinValue).ShouldBe(int.MinValue);
        Evolve<uint, long>(uint.MaxValue).ShouldBe(uint.MaxValue);
        Evolve<ulong, Int128>(ulong.MaxValue).ShouldBe((Int128)ulong.MaxValue);
        Evolve<int, double>(int.MaxValue).ShouldBe(int.MaxValue);
        Evolve<short, float>(-7).ShouldBe(-7f);
        Evolve<float, double>(1.5f).ShouldBe(1.5);
        Evolve<long, decimal>(long.MinValue).ShouldBe(long.MinValue);
        Evolve<UInt128, BigInteger>(UInt128.MaxValue).ShouldBe((BigInteger)UInt128.MaxValue);
        Evolve<int, int?>(3).ShouldBe(3);
        Evolve<int?, long?>(null).ShouldBeNull();
        Evolve<int?, long?>(4).ShouldBe(4);
        Evolve<int[], List<long>>([1, 2]).ShouldBe([1L, 2L]);
        Evolve<V1.Small, V1.Large>(V1.Small.B).ShouldBe(V1.Large.B);
        Evolve<Dictionary<int, short>, Dictionary<long, int>>(new Dictionary<int, short> { [1] = 2 }).ShouldBe(new Dictionary<long, int> { [1] = 2 });
    }

    [Fact]
    public void Text_is_text()
    {
        Evolve<string, Weir.State.Utf8Text>("abc").ToString().ShouldBe("abc");
        Evolve<Weir.State.Utf8Text, string>((Weir.State.Utf8Text)"abc").ShouldBe("abc");
    }

    [Fact]
    public void What_would_lose_something_is_refused_with_both_forms()
    {
        Refused<long, int>().Message.ShouldBe(
            "Int32 was stored as int64 and is now int32: the one cannot be read as the other. " +
            "Added and removed members and wider numbers are accepted; for anything else keep the old member and add a new one.");
        Refused<int, uint>();
        Refused<long, double>();
        Refused<double, float>();
        Refused<int?, int>();
        Refused<string, int>();
        Refused<int[], int>();
        Refused<List<int>, Dictionary<int, int>>();
        Refused<V1.Pair, int>();
        Refused<V1.Narrow, V2.Narrow>().Message.ShouldContain("Narrow.Value was stored as int64 and is now int32");
        Refused<V1.Colour, V2.Colour>().Message.ShouldContain("its name Green was 1 and is 2");
        Refused<V1.Class, V2.Class>().Message.ShouldContain("is a struct");
    }

    [Fact]
    public void An_enumeration_may_have_new_names() => Evolve<V1.Small, V2.Small>(V1.Small.B).ShouldBe(V2.Small.B);

    private static IncompatibleSchemaException Refused<TOld, TNew>() =>
        Should.Throw<IncompatibleSchemaException>(() => Codec.For<TNew>().ReaderFor(Stored(Codec.For<TOld>().Schema)));

    private static TNew Evolve<TOld, TNew>(TOld old)
    {
        var writer = new StateWriter();
        Codec.For<TOld>().Write(in old, writer);
        writer.WriteByte(77);
        var reading = Codec.For<TNew>().ReaderFor(Stored(Codec.For<TOld>().Schema));
        var reader = new StateReader(writer.Written);
        var read = reading.Read(ref reader);
        reader.ReadByte().ShouldBe((byte)77);
        reader.Remaining.ShouldBe(0);
        return read;
    }

    private static CodecSchema Stored(CodecSchema schema)
    {
        var writer = new StateWriter();
        schema.Write(writer);
        var reader = new StateReader(writer.Written);
        return CodecSchema.Read(ref reader);
    }

    private static class V1
    {
        internal enum Small : byte
        {
            A = 1,
            B = 2,
        }

        internal enum Large
        {
            A = 1,
            B = 2,
        }

        internal enum Colour
        {
            Red = 0,
            Green = 1,
        }

        internal sealed class Part
        {
            public string Name { get; set; } = "";

            public Part? Self { get; set; }
        }

        internal sealed class Order
        {
            public int Id { get; set; }

            public List<Part> Gone { get; set; } = [];

            public Dictionary<string, long> Map { get; set; } = [];

            public (decimal, DateTimeOffset, Guid?) Tuple { get; set; } = (1, default, Guid.Empty);

            public Small Small { get; set; }

            public BigInteger Big { get; set; } = 5;

            public string? Kept { get; set; }
        }

        internal struct Pair
        {
            public int A;
            public string B;
        }

        internal sealed class Node
        {
            public int Value { get; set; }

            public Node? Next { get; set; }

            public List<Node> Children { get; set; } = [];

            public Node? Removed { get; set; }
        }

        internal sealed record Customer
        {
            public string? Name { get; set; }

            public Address? Town { get; set; }

            public int Old { get; set; }
        }

        internal sealed record Address(string Street, int No);

        internal sealed record Both
        {
            public int Older { get; set; }

            public int Old { get; set; }
        }

        internal sealed record Narrow(long Value);

        internal sealed record Class(int Value);
    }

    private static class V2
    {
        internal enum Small : byte
        {
            A = 1,
            B = 2,
            C = 3,
        }

        internal enum Colour
        {
            Red = 0,
            Green = 2,
        }

        internal sealed class Order
        {
            public string Added { get; set; } = "initial";

            public string? Kept { get; set; }

            public long Id { get; set; }

            public int? Maybe { get; set; }
        }

        internal record struct Pair(string B, int A);

        internal sealed class Node
        {
            public int Added { get; set; }

            public Node? Next { get; set; }

            public long Value { get; set; }

            public List<Node> Children { get; set; } = [];
        }

        internal sealed record Customer
        {
            [FormerName("Town")]
            public Address? Address { get; set; }

            [FormerName("Name")]
            public string? FullName { get; set; }

            public int Added { get; set; }
        }

        internal sealed record Address(string Street, [FormerName("No")] long Number);

        internal sealed record Both
        {
            [FormerName("Old")]
            [FormerName("Older")]
            public int Now { get; set; }
        }

        internal sealed record Narrow(int Value);

        internal readonly record struct Class(int Value);
    }
}
