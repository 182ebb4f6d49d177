using Weir.State;
using Weir.State.Backends;
using Weir.State.Codecs;
using Weir.Unit.State.Backends;

namespace Weir.Unit.State.Codecs;

/// <summary>A codec that has changed its bytes, and state that its versions have written. The bytes are in docs/state.md.</summary>
public class CustomCodecVersionTests
{
    private const string SchemaOfVersion1 = "1E0B6D6F6E65790100000000000000" + "00";

    static CustomCodecVersionTests()
    {
        Codec.Register(new MoneyCodec());
        Codec.Register(new OldMoneyCodec());
    }

    [Fact]
    public void Its_bytes_are_those_of_the_specification()
    {
        Hex(writer => Codec.For<Money>().Write(new Money(1250, "EUR"), writer)).ShouldBe("0C000000" + "E204000000000000" + "07455552");
        Hex(Codec.For<Money>().Schema.Write).ShouldBe("1E" + "0B6D6F6E6579" + "0200000000000000" + "00");
    }

    [Fact]
    public void What_version_1_wrote_is_read_wherever_it_is()
    {
        var one = Schema(SchemaOfVersion1);
        one.ShouldBe(CodecSchema.Custom("money", 1));
        Read<Money>(one, "04000000" + "0C000000").ShouldBe(new Money(1200, "EUR"));
        Read<List<Money>>(CodecSchema.ListOf(one), "03" + "04000000" + "0C000000" + "04000000" + "01000000")
            .ShouldBe([new Money(1200, "EUR"), new Money(100, "EUR")]);
        var record = new CodecSchema(
            SchemaKind.Record, "Bill", [new SchemaMember("Amount", one), new SchemaMember("Gone", one), new SchemaMember("Number", CodecSchema.Of(SchemaKind.Int32))], 1);
        Read<Bill>(record, "01" + "04000000" + "0C000000" + "04000000" + "FFFFFFFF" + "07000000").ShouldBe(new Bill(7, new Money(1200, "EUR")));
    }

    [Theory]
    [InlineData(-1, "the codec does not read that version.")]
    [InlineData(3, "it was written by a newer version of the codec.")]
    public void An_unknown_version_is_refused_with_the_state_and_both_versions(int version, string reason)
    {
        var readers = new ChunkReaders(StateKind.Value, "bill", Codec.For<int>(), Codec.For<Bill>());
        var written = Codec.For<Bill>().Schema;
        written = new CodecSchema(SchemaKind.Record, written.Name, [written.Members[0], new SchemaMember("Amount", CodecSchema.Custom("money", version))], written.Number);
        var error = Should.Throw<IncompatibleSchemaException>(() => readers.Of(new StoredState("bill", StateKind.Value, Codec.For<int>().Schema, written)));
        error.Message.ShouldStartWith($"State 'bill'.Amount was stored as custom money v{version} and is now custom money v2: {reason} ");
        error.Written.ShouldBe(CodecSchema.Custom("money", version));
        error.Current.ShouldBe(CodecSchema.Custom("money", 2));
    }

    [Fact]
    public void Another_codecs_values_are_refused() => Should.Throw<IncompatibleSchemaException>(() => Codec.For<Money>().ReaderFor(CodecSchema.Custom("price", 1)))
        .Message.ShouldStartWith("Money was stored as custom price v1 and is now custom money v2: the one cannot be read as the other.");

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task State_of_version_1_goes_on_as_version_2(BackendKind kind)
    {
        // The type as it was, with the codec of that time: its schema and bytes are what the job of today finds.
        using var fixture = new BackendFixture<int>(kind: BackendKind.Heap);
        fixture.At(1).State(new ValueStateDescriptor<OldMoney>("amount")).Value = new OldMoney(12);
        fixture.At(2).State(new ListStateDescriptor<OldMoney>("amounts")).AddRange([new OldMoney(1), new OldMoney(2)]);
        await fixture.RestartAsync(2, kind);
        fixture.At(1).State(new ValueStateDescriptor<Money>("amount")).Value.ShouldBe(new Money(1200, "EUR"));
        var amounts = fixture.At(2).State(new ListStateDescriptor<Money>("amounts"));
        amounts.Add(new Money(5, "CHF"));
        await fixture.RestartAsync(1);
        fixture.At(2).State(new ListStateDescriptor<Money>("amounts")).ShouldBe([new(100, "EUR"), new(200, "EUR"), new(5, "CHF")]);
    }

    public static TheoryData<BackendKind> Backends
    {
        get
        {
            var data = new TheoryData<BackendKind>();
            foreach (var kind in Enum.GetValues<BackendKind>().Where(BackendKinds.IsHere))
            {
                data.Add(kind);
            }

            return data;
        }
    }

    private static string Hex(Action<StateWriter> write)
    {
        var writer = new StateWriter();
        write(writer);
        return Convert.ToHexString(writer.Written);
    }

    private static CodecSchema Schema(string hex)
    {
        var reader = new StateReader(Convert.FromHexString(hex));
        return CodecSchema.Read(ref reader);
    }

    private static T Read<T>(CodecSchema written, string hex)
    {
        var reader = new StateReader(Convert.FromHexString(hex));
        var value = Codec.For<T>().ReaderFor(written).Read(ref reader);
        reader.Remaining.ShouldBe(0);
        return value;
    }

    internal readonly record struct Money(long Cents, string Currency);

    internal sealed record Bill(int Number, Money Amount);

    /// <summary>Stands for the type and the codec of the version before.</summary>
    internal readonly record struct OldMoney(int Units);

    private sealed class MoneyCodec : Codec<Money>
    {
        public override CodecSchema Schema { get; } = CodecSchema.Custom("money", 2);

        public override bool IsImmutable => true;

        public override void Write(in Money value, StateWriter writer)
        {
            writer.WriteInt64(value.Cents);
            writer.WriteText(value.Currency);
        }

        public override Money Read(ref StateReader reader) => new(reader.ReadInt64(), reader.ReadText()!);

        protected internal override Codec<Money>? ReaderOfVersion(int version) => version == 1 ? new MoneyCodecOfVersion1() : null;
    }

    private sealed class MoneyCodecOfVersion1 : Codec<Money>
    {
        public override CodecSchema Schema { get; } = CodecSchema.Custom("money", 1);

        public override bool IsImmutable => true;

        public override void Write(in Money value, StateWriter writer) => throw new NotSupportedException("The old version is only read.");

        public override Money Read(ref StateReader reader) => new(reader.ReadInt32() * 100L, "EUR");
    }

    private sealed class OldMoneyCodec : Codec<OldMoney>
    {
        public override CodecSchema Schema { get; } = CodecSchema.Custom("money", 1);

        public override bool IsImmutable => true;

        public override void Write(in OldMoney value, StateWriter writer) => writer.WriteInt32(value.Units);

        public override OldMoney Read(ref StateReader reader) => new(reader.ReadInt32());
    }
}
