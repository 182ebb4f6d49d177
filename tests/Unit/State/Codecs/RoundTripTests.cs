using System.Collections.Immutable;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Weir.State;
using Weir.State.Codecs;

namespace Weir.Unit.State.Codecs;

public class RoundTripTests
{
    [Fact]
    public void Numbers_come_back()
    {
        Check<bool>();
        Check<sbyte>();
        Check<byte>();
        Check<short>();
        Check<ushort>();
        Check<int>();
        Check<uint>();
        Check<long>();
        Check<ulong>();
        Check<float>();
        Check<double>();
        Check<decimal>();
        Check<char>();
        Check<BigInteger>();
        foreach (var value in new[] { Int128.MinValue, -1, 0, Int128.MaxValue })
        {
            Back(value).ShouldBe(value);
            Back((UInt128)value).ShouldBe((UInt128)value);
        }

        Back(Half.Epsilon).ShouldBe(Half.Epsilon);
        BitConverter.DoubleToInt64Bits(Back(-0.0)).ShouldBe(BitConverter.DoubleToInt64Bits(-0.0));
        Back(1.500m).Scale.ShouldBe((byte)3);
    }

    [Fact]
    public void Text_comes_back_with_lone_surrogates_and_null()
    {
        Check<string?>();
        string?[] texts = [null, "", "a", "\ud800", "x\udc00y", "😀", new('ß', 500), new string('a', 500) + "\ud800", "naïve\0"];
        foreach (var text in texts)
        {
            Back(text).ShouldBe(text);
        }

        Back((Utf8Text)"short").ToString().ShouldBe("short");
        Back(Utf8Text.From([0xFF, 0xFE])).ToArray().ShouldBe([0xFF, 0xFE]);
        Back((Utf8Text)new string('x', 1000)).Length.ShouldBe(1000);
    }

    [Fact]
    public void Times_come_back_with_their_kind_and_offset()
    {
        Check<Guid>();
        Check<TimeSpan>();
        foreach (var kind in Enum.GetValues<DateTimeKind>())
        {
            foreach (var ticks in new[] { 0, 637_000_000_000_000_000, DateTime.MaxValue.Ticks })
            {
                var back = Back(new DateTime(ticks, kind));
                (back.Ticks, back.Kind).ShouldBe((ticks, kind));
            }
        }

        foreach (var offset in new[] { 0, 14 * 60, -14 * 60, 345 })
        {
            var moment = new DateTimeOffset(2020, 5, 6, 7, 8, 9, TimeSpan.FromMinutes(offset));
            Back(moment).EqualsExact(moment).ShouldBeTrue();
        }

        Back(DateOnly.MaxValue).ShouldBe(DateOnly.MaxValue);
        Back(TimeOnly.MaxValue).ShouldBe(TimeOnly.MaxValue);
    }

    [Fact]
    public void Collections_come_back()
    {
        Check<int[]?>();
        Check<byte[]?>();
        Check<List<string?>?>();
        Check<Dictionary<int, string?>?>();
        Check<int?>();
        Check<(int, string?, double?)>();
        Prop.ForAll<List<(byte, List<int>?)[]?>?>(value =>
        {
            var (back, copy) = (Back(value), Codec.For<List<(byte, List<int>?)[]?>?>().Copy(in value));
            return Bytes(back).SequenceEqual(Bytes(value)) && Bytes(copy).SequenceEqual(Bytes(value)) && back?.Count == value?.Count;
        }).QuickCheckThrowOnFailure();
        Back(new HashSet<int> { 3, 1, 2 }).ShouldBe([3, 1, 2], ignoreOrder: true);
        Back(ImmutableArray.Create(1, 2)).ShouldBe([1, 2]);
        Back(default(ImmutableArray<int>)).IsDefault.ShouldBeTrue();
        Back(new KeyValuePair<int, string>(1, "a")).ShouldBe(new KeyValuePair<int, string>(1, "a"));
        Back(Tuple.Create(1, "a")).ShouldBe(Tuple.Create(1, "a"));
        Back((1, 2, 3, 4, 5, 6, 7, 8, "nine")).ShouldBe((1, 2, 3, 4, 5, 6, 7, 8, "nine"));
        Back(new { A = 1, B = "x" }).ShouldBe(new { A = 1, B = "x" });
    }

    [Fact]
    public void Records_classes_and_structs_come_back_whole()
    {
        var order = new Order(7, "seven") { Lines = [new Line { Price = 1.5m, Quantity = 2 }], Colour = DayOfWeek.Friday };
        var back = Back(order);
        back.ShouldNotBeSameAs(order);
        back.Id.ShouldBe(7);
        back.Name.ShouldBe("seven");
        back.Lines.ShouldBe(order.Lines);
        back.Colour.ShouldBe(DayOfWeek.Friday);
        Back<Order?>(null).ShouldBeNull();
        var account = new Account(5);
        account.Deposit(3);
        Back(account).Balance.ShouldBe(8);
        Back(new SavingsAccount(5) { Rate = 2 }).ShouldSatisfyAllConditions(saved => saved.Balance.ShouldBe(5), saved => saved.Rate.ShouldBe(2));
        Back(new Cached { Value = 3, Cache = 9 }).ShouldSatisfyAllConditions(cached => cached.Value.ShouldBe(3), cached => cached.Cache.ShouldBe(0));
    }

    [Fact]
    public void Recursive_types_come_back()
    {
        var tree = new Tree(1, [new Tree(2, []), new Tree(3, [new Tree(4, [])])]);
        var back = Back(tree);
        back.Children[1].Children[0].Value.ShouldBe(4);
        Back(new Outer { Inner = new Inner { Outer = new Outer() } }).Inner!.Outer!.Inner.ShouldBeNull();
    }

    [Fact]
    public void A_copy_shares_nothing_that_can_change()
    {
        var order = new Order(7, "seven") { Lines = [new Line { Price = 1, Quantity = 2 }] };
        var copy = Codec.For<Order>().Copy(in order);
        order.Lines.Add(default);
        copy.Lines.Count.ShouldBe(1);

        var tree = new Tree(1, [new Tree(2, [])]);
        var copiedTree = Codec.For<Tree>().Copy(in tree);
        tree.Children[0].Children.Add(tree);
        copiedTree.Children[0].Children.ShouldBeEmpty();

        var outer = new Outer { Inner = new Inner { Outer = new Outer() } };
        var copiedOuter = Codec.For<Outer>().Copy(in outer);
        outer.Inner!.Outer!.Inner = new Inner();
        copiedOuter.Inner!.Outer!.Inner.ShouldBeNull();

        int[][] arrays = [[1], [2]];
        var copiedArrays = Codec.For<int[][]>().Copy(in arrays);
        arrays[0][0] = 9;
        copiedArrays[0][0].ShouldBe(1);
    }

    [Fact]
    public void What_cannot_change_is_known_to_be_immutable()
    {
        Codec.For<long>().IsImmutable.ShouldBeTrue();
        Codec.For<string>().IsImmutable.ShouldBeTrue();
        Codec.For<(int, string)>().IsImmutable.ShouldBeTrue();
        Codec.For<Fixed>().IsImmutable.ShouldBeTrue();
        Codec.For<Chain>().IsImmutable.ShouldBeTrue();
        Codec.For<Order>().IsImmutable.ShouldBeFalse();
        Codec.For<(int, int[])>().IsImmutable.ShouldBeFalse();
        Codec.For<Account>().IsImmutable.ShouldBeFalse();
        Codec.For<Outer>().IsImmutable.ShouldBeFalse();
    }

    [Fact]
    public void Schemas_come_back()
    {
        foreach (var schema in new[] { Codec.For<Order>().Schema, Codec.For<Tree>().Schema, Codec.For<Outer>().Schema, Codec.For<Dictionary<DayOfWeek, int?[]>>().Schema })
        {
            var writer = new StateWriter();
            schema.Write(writer);
            var reader = new StateReader(writer.Written);
            CodecSchema.Read(ref reader).ShouldBe(schema);
            reader.Remaining.ShouldBe(0);
        }

        Codec.For<Order>().Schema.ToString().ShouldBe("Order(Id: int32, Name: text, Lines: list<Line(Price: decimal, Quantity: int32)>, Colour: enum DayOfWeek : int32)");
    }

    [Fact]
    public void Every_shorter_encoding_is_refused()
    {
        var order = new Order(7, "seven") { Lines = [new Line { Price = 1, Quantity = 2 }] };
        var codec = Codec.For<Order>();
        var writer = new StateWriter();
        codec.Write(in order, writer);
        var bytes = writer.ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            Should.Throw<CorruptStateException>(() =>
            {
                var reader = new StateReader(bytes.AsSpan(0, length));
                codec.Read(ref reader);
            });
        }
    }

    internal static T Back<T>(T value)
    {
        var codec = Codec.For<T>();
        var writer = new StateWriter(16);
        codec.Write(in value, writer);
        var reader = new StateReader(writer.Written);
        var back = codec.Read(ref reader);
        reader.Remaining.ShouldBe(0);
        return back;
    }

    private static byte[] Bytes<T>(T value)
    {
        var writer = new StateWriter();
        Codec.For<T>().Write(in value, writer);
        return writer.ToArray();
    }

    private static void Check<T>() => Prop.ForAll<T>(value =>
    {
        var copy = Codec.For<T>().Copy(in value);
        Back(value).ShouldBeEquivalentTo(value);
        copy.ShouldBeEquivalentTo(value);
    }).QuickCheckThrowOnFailure();

    internal sealed record Order(int Id, string Name)
    {
        public List<Line> Lines { get; set; } = [];

        public DayOfWeek Colour { get; set; }
    }

    internal struct Line
    {
        public decimal Price;
        public int Quantity;
    }

    internal class Account(long balance)
    {
        private long _balance = balance;

        public long Balance => _balance;

        public void Deposit(long amount) => _balance += amount;
    }

    internal sealed class SavingsAccount(long balance) : Account(balance)
    {
        public int Rate { get; set; }
    }

    internal sealed class Cached
    {
        [NonSerialized]
        public int Cache;

        public int Value { get; set; }
    }

    internal sealed record Tree(int Value, List<Tree> Children);

    internal sealed record Chain(int Value, Chain? Next);

    internal sealed record Fixed(int Value, string Text, (long, Guid) Pair, Chain? Chain);

    internal sealed class Outer
    {
        public Inner? Inner { get; set; }
    }

    internal sealed class Inner
    {
        public Outer? Outer { get; set; }
    }
}
