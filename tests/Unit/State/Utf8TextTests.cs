using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Weir.State;

namespace Weir.Unit.State;

public class Utf8TextTests
{
    [Fact]
    public void Bytes_come_back_at_every_length()
    {
        for (var length = 0; length < 70; length++)
        {
            byte[] bytes = [.. Enumerable.Range(1, length).Select(i => (byte)(i * 37))];
            var text = Utf8Text.From(bytes);
            text.Length.ShouldBe(length);
            text.IsEmpty.ShouldBe(length == 0);
            text.ToArray().ShouldBe(bytes);
            var copy = new byte[length];
            text.CopyTo(copy);
            copy.ShouldBe(bytes);
            if (length > 0)
            {
                text.TryCopyTo(new byte[length - 1]).ShouldBeFalse();
                Should.Throw<ArgumentException>(() => text.CopyTo(new byte[length - 1]));
            }
        }
    }

    [Fact]
    public void Equality_and_order_are_those_of_the_bytes() => Prop.ForAll<byte[], byte[], byte>((left, right, size) =>
    {
        // Mostly short, from a small alphabet, so that equal and nearly equal ones occur.
        byte[] Shape(byte[] bytes) => [.. Enumerable.Range(0, size % 40).Select(i => bytes.Length == 0 ? (byte)0 : (byte)(bytes[i % bytes.Length] % 2))];
        byte[][] forms = [left, right, Shape(left), Shape(right)];
        foreach (var a in forms)
        {
            foreach (var b in forms)
            {
                var (x, y) = (Utf8Text.From(a), Utf8Text.From(b));
                if (x.Equals(y) != a.AsSpan().SequenceEqual(b) || Math.Sign(x.CompareTo(y)) != Math.Sign(a.AsSpan().SequenceCompareTo(b)) || (x == y && x.GetHashCode() != y.GetHashCode()))
                {
                    return false;
                }
            }
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Strings_come_back() => Prop.ForAll<NonNull<string>>(text =>
    {
        var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
        Utf8Text utf8 = text.Get;
        Span<char> characters = new char[expected.Length];
        return utf8.ToString() == expected && utf8.TryFormat(characters, out var written, default, null) && written == expected.Length && characters.SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Long_text_and_null_are_taken()
    {
        var text = new string('ä', 1000);
        ((Utf8Text)text).ToString().ShouldBe(text);
        ((Utf8Text)text == (Utf8Text)new string('ä', 1000)).ShouldBeTrue();
        ((Utf8Text)text == (Utf8Text)(new string('ä', 999) + "b ")).ShouldBeFalse();
        ((Utf8Text)null).ShouldBe(Utf8Text.Empty);
        $"{(Utf8Text)"x"}".ShouldBe("x");
    }

    [Fact]
    public void A_zero_byte_at_the_end_counts()
    {
        var shorter = Utf8Text.From("a"u8);
        var longer = Utf8Text.From("a\0"u8);
        shorter.ShouldNotBe(longer);
        (shorter < longer).ShouldBeTrue();
    }
}
