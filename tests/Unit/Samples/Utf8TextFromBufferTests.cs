using System.Text;
using Weir.State;

namespace Weir.Unit.Samples;

public sealed class Utf8TextFromBufferTests
{
    [Fact]
    public void Equals_the_text_whatever_follows_it_in_the_buffer()
    {
        var bytes = Encoding.UTF8.GetBytes("abcdefghijklmnopqrstuvwxyzäöü0123456789");
        for (var length = 0; length <= 30; length++)
        {
            for (var size = length; size <= bytes.Length; size++)
            {
                var text = Utf8Text.From(bytes.AsSpan(0, size), length);
                text.ShouldBe(Utf8Text.From(bytes.AsSpan(0, length)), $"{length} of {size}");
                text.ToArray().ShouldBe(bytes[..length], $"{length} of {size}");
            }
        }
    }

    [Fact]
    public void Refuses_a_length_outside_the_buffer()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Utf8Text.From(new byte[10], 11));
        Should.Throw<ArgumentOutOfRangeException>(() => Utf8Text.From(new byte[40], -1));
    }
}
