using System.Runtime.InteropServices;
using System.Text;

namespace Akka.Remote;

/// <summary>What the UTF-8 texts of the last messages stood for, so that it is not worked out for each message.</summary>
internal sealed class RecentTexts<T>(Func<string, T> make, Func<T, bool> isWorthKeeping)
    where T : class
{
    private const int Size = 512;

    private readonly (byte[] Text, T Value)[] _entries = new (byte[], T)[Size];

    public T Get(ReadOnlySpan<byte> text)
    {
        ref var entry = ref _entries[(uint)Hash(text) % Size];
        if (entry.Text is not null && text.SequenceEqual(entry.Text) && isWorthKeeping(entry.Value))
            return entry.Value;
        var value = make(Encoding.UTF8.GetString(text));
        entry = isWorthKeeping(value) ? (text.ToArray(), value) : default;
        return value;
    }

    private static int Hash(ReadOnlySpan<byte> text) =>
        string.GetHashCode(MemoryMarshal.Cast<byte, char>(text)) ^ ((text.IsEmpty ? 0 : text[^1]) * 31);
}
