using System.Text;
using Weir.State.Storage;

namespace Weir.Unit.State.Storage;

public class Crc32CTests
{
    [Fact]
    public void Is_that_of_others() => Crc32C.Of(Encoding.ASCII.GetBytes("123456789")).ShouldBe(0xE306_9283);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(65_519)]
    [InlineData(65_520)]
    [InlineData(65_536)]
    [InlineData(300_001)]
    public void Is_the_same_bit_by_bit_in_parts_and_put_together(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var expected = uint.MaxValue;
        foreach (var next in bytes)
        {
            expected ^= next;
            for (var bit = 0; bit < 8; bit++)
            {
                expected = (expected >> 1) ^ ((expected & 1) != 0 ? 0x82F6_3B78 : 0);
            }
        }

        expected = ~expected;
        Crc32C.Of(bytes).ShouldBe(expected);
        foreach (var cut in new[] { 0, length / 3, length / 2, length })
        {
            var first = bytes.AsSpan(0, cut);
            var second = bytes.AsSpan(cut);
            Crc32C.Append(Crc32C.Of(first), second).ShouldBe(expected);
            Crc32C.Combine(Crc32C.Of(first), Crc32C.Of(second), Crc32C.PowerOf(second.Length)).ShouldBe(expected);
        }
    }
}
