using System.Numerics;
using Weir.State;
using Weir.State.Codecs;

namespace Weir.Unit.State.Codecs;

/// <summary>The bytes that docs/state.md promises. Stored state relies on each of them.</summary>
public class EncodingTests
{
    [Fact]
    public void Values_have_the_bytes_of_the_specification()
    {
        Bytes(true).ShouldBe("01");
        Bytes((sbyte)-1).ShouldBe("FF");
        Bytes((ushort)0x1234).ShouldBe("3412");
        Bytes(0x12345678).ShouldBe("78563412");
        Bytes(-2L).ShouldBe("FEFFFFFFFFFFFFFF");
        Bytes((UInt128)1 << 64).ShouldBe("00000000000000000100000000000000");
        Bytes(1.5).ShouldBe("000000000000F83F");
        Bytes(1.5f).ShouldBe("0000C03F");
        Bytes(-1.50m).ShouldBe("96000000" + "00000000" + "00000000" + "00000280");
        Bytes('a').ShouldBe("6100");
        Bytes<string?>(null).ShouldBe("00");
        Bytes("").ShouldBe("01");
        Bytes("é").ShouldBe("05C3A9");
        Bytes("\ud800").ShouldBe("0600D8");
        Bytes((Utf8Text)"ab").ShouldBe("056162");
        Bytes(new Guid("00112233-4455-6677-8899-aabbccddeeff")).ShouldBe("33221100554477668899AABBCCDDEEFF");
        Bytes(new DateTime(5, DateTimeKind.Utc)).ShouldBe("0500000000000040");
        Bytes(new DateTimeOffset(600_000_005, TimeSpan.FromMinutes(1))).ShouldBe("0546C32300000000" + "0100");
        Bytes(TimeSpan.FromTicks(5)).ShouldBe("0500000000000000");
        Bytes(DateOnly.FromDayNumber(5)).ShouldBe("05000000");
        Bytes(DayOfWeek.Friday).ShouldBe("05000000");
        Bytes((byte?)5).ShouldBe("0105");
        Bytes((byte?)null).ShouldBe("00");
        Bytes<byte[]?>(null).ShouldBe("00");
        Bytes<short[]>([1, 2]).ShouldBe("0301000200");
        Bytes(new Dictionary<byte, bool> { [7] = true }).ShouldBe("020701");
        Bytes(((byte)1, "a")).ShouldBe("010361");
        Bytes(new Entry(1, null)).ShouldBe("010100");
        Bytes<Entry?>(null).ShouldBe("00");
        Bytes(new BigInteger(-1)).ShouldBe("01FF");
        Bytes(default(ValueTuple)).ShouldBe("");
    }

    [Fact]
    public void Schemas_have_the_bytes_of_the_specification()
    {
        var writer = new StateWriter();
        Codec.For<(byte?, List<Entry?>)>().Schema.Write(writer);
        const string Zero = "0000000000000000";
        var text = Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes("ValueTuple<Nullable<Byte>, List<Entry>>"));
        Convert.ToHexString(writer.Written).ShouldBe(
            "1C" + "4F" + text + Zero + "02"
            + "0B" + "4974656D31" + "19" + "01" + Zero + "01" + "0B" + "76616C7565" + "03" + "01" + Zero + "00"
            + "0B" + "4974656D32" + "1A" + "01" + Zero + "01" + "0F" + "656C656D656E74"
            + "1C" + "0B" + "456E747279" + "0100000000000000" + "02"
            + "0D" + "4E756D626572" + "03" + "01" + Zero + "00"
            + "09" + "4E616D65" + "11" + "01" + Zero + "00");
    }

    private static string Bytes<T>(T value)
    {
        var writer = new StateWriter();
        Codec.For<T>().Write(in value, writer);
        return Convert.ToHexString(writer.Written);
    }

    internal sealed record Entry(byte Number, string? Name);
}
